import { gunzipSync } from 'node:zlib'
import { readPlainYaml } from './plain-yaml.ts'

/** The emitted file as the proof sees it: plain data, read again from the text by another reader than the loader. */
export interface EmittedFile {
  name: string
  services: Map<string, Settings>
  networks: Map<string, Settings>
  volumes: Map<string, Settings>
  secrets: Map<string, Settings>
  configs: Map<string, Settings>
  /** Governed service → where the configuration says that the proxy listens for it. */
  listening: Map<string, string>
}

export type Settings = ReadonlyMap<string, unknown>

/** Reads the emitted text. Throws when it is not one plain YAML document with the sections of a Compose file. */
export function readEmitted(text: string): EmittedFile {
  const top = settings(readPlainYaml(text))
  const section = (name: string) =>
    new Map([...settings(top.get(name))].map(([key, value]) => [key, settings(value)]))
  const known = ['name', 'x-governance-configuration', 'services', 'networks', 'volumes']
  for (const key of top.keys()) {
    if (known.includes(key) || ['secrets', 'configs', 'models'].includes(key)) continue
    if (!key.startsWith('x-')) throw new Error(`there is a section ${key}`)
  }
  const written = String(top.get('x-governance-configuration')).trim().replaceAll('$$', '$')
  const configuration = written.startsWith('gzip:')
    ? gunzipSync(Buffer.from(written.slice('gzip:'.length), 'base64')).toString()
    : written
  return {
    name: String(top.get('name')),
    services: section('services'),
    networks: section('networks'),
    volumes: section('volumes'),
    secrets: section('secrets'),
    configs: section('configs'),
    listening: listeningOf(JSON.parse(configuration)),
  }
}

function listeningOf(configuration: {
  services?: Record<string, { listen?: { proxy?: string } }>
}): Map<string, string> {
  const services = Object.entries(configuration.services ?? {})
  return new Map(services.map(([name, { listen }]) => [name, String(listen?.proxy)]))
}

export function settings(value: unknown): Settings {
  return value instanceof Map ? value : new Map()
}

export function texts(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String)
  return value === undefined || value === null ? [] : [String(value)]
}

/** Networks of a service, with what is said about each. */
export function networksOf(service: Settings | undefined): Map<string, Settings> {
  const networks = service?.get('networks')
  if (Array.isArray(networks)) return new Map(networks.map((name) => [String(name), new Map()]))
  return new Map([...settings(networks)].map(([name, value]) => [name, settings(value)]))
}

export interface Mount {
  type: string
  source: string | undefined
  target: string
  readOnly: boolean
  bind: Settings
}

/** Mounts of a service; a short form is `source:target[:ro]` of a named volume, all that `emit` writes. */
export function mountsOf(service: Settings | undefined): Mount[] {
  const mounts = service?.get('volumes')
  if (!Array.isArray(mounts)) return []
  return mounts.map((mount) => {
    if (mount instanceof Map) {
      const source = mount.get('source')
      return {
        type: String(mount.get('type')),
        source: source === undefined ? undefined : String(source),
        target: String(mount.get('target')),
        readOnly: mount.get('read_only') === true,
        bind: settings(mount.get('bind')),
      }
    }
    const [source = '', target = '', option] = String(mount).split(':')
    const type = /^[./~\\]/.test(source) ? 'bind' : 'volume'
    return { type, source, target, readOnly: option === 'ro', bind: new Map() }
  })
}
