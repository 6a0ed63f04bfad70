/** A capability in one spelling: `cap_sys_admin`, `Sys_Admin` and `SYS_ADMIN` are the same. */
export function capability(text: string | undefined): string {
  return (text ?? '').trim().toUpperCase().replace(/^CAP_/, '')
}
