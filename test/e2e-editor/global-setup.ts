import { installInCi } from '../support/install.ts'

/** The editors that are small: 20 seconds where they are missing. */
export default function setUp(): Promise<void> {
  const packages = ['neovim', 'emacs-nox', 'elpa-eglot', 'pre-commit', 'git']
  const programs = ['nvim', 'emacs', 'pre-commit'].map((name) => `/usr/bin/${name}`)
  return installInCi(packages, programs)
}
