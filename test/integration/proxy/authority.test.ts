import { X509Certificate } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import tls from 'node:tls'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openAuthority } from '../../../sidecars/proxy/tls/authority.ts'
import { LeafMaker, makeAuthority } from '../../../sidecars/proxy/tls/certificate-maker.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'authority-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))
const state = () => join(directory, 'state')
const certificates = () => join(directory, 'certificates')
const opened = () => openAuthority('p', state(), { directory: certificates(), seenAt: '/seen' })
const read = (name: string) => readFile(join(certificates(), name), 'utf8')

test('case 49: the authority is the same after a restart', async () => {
  await opened()
  const first = await read('ca.crt')
  await opened()
  expect(await read('ca.crt')).toBe(first)
})

test('case 37: its key is readable by the proxy alone, and stands nowhere else', async () => {
  await opened()
  expect((await stat(join(state(), 'authority.pem'))).mode & 0o777).toBe(0o600)
  for (const name of ['ca.crt', 'bundle.crt', 'bundle.jks'])
    expect(await read(name)).not.toContain('PRIVATE')
})

test('the bundle holds the public roots and the authority, and nothing else', async () => {
  await opened()
  const found =
    (await read('bundle.crt')).match(
      /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g,
    ) ?? []
  expect(found).toHaveLength(tls.rootCertificates.length + 1)
  expect(await read('bundle.crt')).toContain(await read('ca.crt'))
})

test('Java, apt and wget are told of the same, each in its own form', async () => {
  await opened()
  expect(await read('apt.conf')).toBe('Acquire::https::CaInfo "/seen/bundle.crt";\n')
  expect(await read('wgetrc')).toBe('ca_certificate = /seen/bundle.crt\n')
  const store = await readFile(join(certificates(), 'bundle.jks'))
  expect(store.readUInt32BE(0)).toBe(0xfeedfeed)
  expect(store.readUInt32BE(8)).toBe(tls.rootCertificates.length + 1)
  for (const pem of [await read('ca.crt'), ...tls.rootCertificates])
    expect(store.includes(new X509Certificate(pem).raw)).toBe(true)
  expect(store.includes('PRIVATE')).toBe(false)
})

test('a damaged or foreign key makes a new authority rather than a proxy that does not start', async () => {
  await opened()
  const [one, two] = [await makeAuthority('a', 9_999), await makeAuthority('b', 9_999)]
  for (const text of ['', 'half a fi', one.key + two.certificate, one.certificate]) {
    await writeFile(join(state(), 'authority.pem'), text)
    await opened()
    expect(await read('ca.crt')).not.toBe(two.certificate)
  }
})

test('an authority that is about to end is replaced', async () => {
  const old = await makeAuthority('p', 30)
  await opened()
  await writeFile(join(state(), 'authority.pem'), old.key + old.certificate)
  await opened()
  expect(await read('ca.crt')).not.toBe(old.certificate)
})

test('a host has one certificate as long as it is good, and a strict verifier takes it', async () => {
  const authority = await opened()
  expect(await authority.contextFor('a.test')).toBe(await authority.contextFor('a.test'))
  expect(await authority.contextFor('a.test')).not.toBe(await authority.contextFor('b.test'))
  const made = await makeAuthority('p', 30)
  const leaf = new X509Certificate(await (await LeafMaker.create(made)).make('a.test', 24))
  const root = new X509Certificate(made.certificate)
  expect(root.ca).toBe(true)
  expect(leaf.ca).toBe(false)
  expect(leaf.checkHost('a.test')).toBe('a.test')
  expect(leaf.checkHost('b.test')).toBeUndefined()
  expect(leaf.checkIssued(root)).toBe(true)
  expect(leaf.verify(root.publicKey)).toBe(true)
})
