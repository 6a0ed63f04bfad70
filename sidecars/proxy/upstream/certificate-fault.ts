/** Whether the code of a failure says that a certificate was not good enough. */
export function isCertificateFault(code: string): boolean {
  return /CERT|ALTNAME|SELF_SIGNED|UNABLE_TO/.test(code)
}
