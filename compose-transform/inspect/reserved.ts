import { reservedPrefix } from '../harden/names.ts'

/** Whether a name belongs to the sidecars, in any spelling that Docker's name server takes for the same. */
export function isReserved(name: string): boolean {
  return name.toLowerCase().startsWith(reservedPrefix)
}

/** Whether a network of the engine is one between sidecars and services, of this or of another project. */
export function isSidecarNetwork(name: string): boolean {
  return /(?:^|_)governance-/i.test(name)
}
