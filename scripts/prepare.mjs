// Builds where the tools for it are there: on `npm ci` in a checkout, on `npm pack`, and where npm or pre-commit
// install this repository itself. An installation without development tools has its dist/ from the package.
import { createRequire } from 'node:module'

const present = ['rolldown'].every((name) => {
  try {
    createRequire(import.meta.url).resolve(name)
    return true
  } catch {
    return false
  }
})
if (present) await import('./build.mjs')
