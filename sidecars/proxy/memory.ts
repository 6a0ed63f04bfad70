import v8 from 'node:v8'
import vm from 'node:vm'

/** A peak below this many connections leaves nothing behind that is worth a collection. */
const PEAK = 500
/** Of a peak so little has to be left before memory is given back. */
const REST = 0.1
const CHECK_MILLISECONDS = 5_000

/**
 * Gives memory back after a peak. A process that has become idle allocates nothing, so it would never collect what ten
 * thousand closed tunnels left behind, and keep it for as long as nothing happens.
 *
 * @param connections how many are open now
 * @returns what ends the watch
 */
export function releaseAfterPeaks(connections: () => number, release = collect): () => void {
  let peak = 0
  const timer = setInterval(() => {
    const now = connections()
    peak = Math.max(peak, now)
    if (peak < PEAK || now > peak * REST) return
    peak = 0
    release()
  }, CHECK_MILLISECONDS).unref()
  return () => clearInterval(timer)
}

/** A full collection; twice, for what the first one finds dead by its finalizers. */
function collect(): void {
  v8.setFlagsFromString('--expose-gc')
  const gc = vm.runInNewContext('gc') as () => void
  v8.setFlagsFromString('--no-expose-gc')
  gc()
  setImmediate(gc)
}
