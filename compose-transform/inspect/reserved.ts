import { reservedPrefix } from '../harden/names.ts'

/** Whether a name belongs to the sidecars, in any spelling that Docker's name server takes for the same. */
export function isReserved(name: string): boolean {
  return name.toLowerCase().startsWith(reservedPrefix)
}
