import { setFlagsFromString } from 'node:v8'

/**
 * Keeps the heap as small as what is in use: messages live for one turn of the event loop, and a heap that grows ahead of
 * them would only make the process larger. It costs the collector some more work, and bounds nothing: a message that
 * needs more memory gets it.
 */
export function keepHeapSmall(): void {
  // The part in which objects are made stays at the size it begins with.
  setFlagsFromString('--semi-space-growth-factor=1')
  // The rest is collected again after it has grown by this many percent.
  setFlagsFromString('--heap-growing-percent=25')
}
