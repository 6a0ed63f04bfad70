import { fileURLToPath } from 'node:url'

/** The sidecars' bundle, beside this program's own in dist/. */
export const sidecarBundle: string = fileURLToPath(
  new URL('../sidecar/sidecar.mjs', import.meta.url),
)

/** The page of the dashboard, in the same place. */
export const dashboardPage: string = fileURLToPath(new URL('../dashboard', import.meta.url))
