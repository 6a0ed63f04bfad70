import { installInCi } from '../../support/install.ts'

/** The clients that are small; Go and Java are not, and are left out where they are missing. */
export default function setUp(): Promise<void> {
  const libraries = ['requests', 'httpx', 'aiohttp']
  return installInCi(
    ['wget', 'python3-pip', ...libraries.map((name) => `python3-${name}`)],
    [
      '/usr/bin/wget',
      '/usr/bin/pip3',
      ...libraries.map((name) => `/usr/lib/python3/dist-packages/${name}`),
    ],
  )
}
