/** What almost every image needs to start as root, chown its files and become somebody else. */
export const baselineCapabilities: ReadonlySet<string> = new Set([
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'NET_BIND_SERVICE',
  'SETGID',
  'SETUID',
])

/** With one of these a container is none: it can take the host over. No exception gives them. */
export const escapingCapabilities: ReadonlySet<string> = new Set([
  'ALL',
  'BPF',
  'DAC_READ_SEARCH',
  'MKNOD',
  'PERFMON',
  'SYS_ADMIN',
  'SYS_BOOT',
  'SYS_MODULE',
  'SYS_PTRACE',
  'SYS_RAWIO',
  'SYS_TIME',
  'MAC_ADMIN',
  'MAC_OVERRIDE',
  'SYSLOG',
])

/** Drivers that keep what a container prints on this machine. */
export const localDrivers: ReadonlySet<string> = new Set(['json-file', 'local', 'none', 'journald'])

/** Options that keep a kernel filter in place. What takes one away is not kept. */
export function keepsFilter(option: string): boolean {
  return !/unconfined|label[=:]disable|no-new-privileges|writable-cgroups/i.test(option)
}
