import { readFile, realpath } from 'node:fs/promises'
import { type Loaded, loadProject, type Project } from '../../../compose-transform/index.ts'
import { wholeEnvironment } from '../../../compose-transform/load/env-files.ts'
import { entriesAt, mapAt, toData } from '../../../compose-transform/load/node.ts'

/** Loads files from the disk as `docker compose` would, with all profiles active. */
export function loadFromDisk(
  files: readonly string[],
  environment: ReadonlyMap<string, string>,
  workingDirectory?: string,
  interpolate = true,
): Promise<Loaded> {
  return loadProject({
    interpolate,
    files,
    environment,
    profiles: ['*'],
    ...(workingDirectory === undefined ? {} : { workingDirectory }),
    readFile: (path) => readFile(path, 'utf8'),
    realPath: realpath,
  })
}

/** A loaded project as `docker compose config --format json` would show it. */
export function asConfig(project: Project): unknown {
  const root = plainData(project)
  root.name = project.name
  for (const [name, service] of entriesAt(project.root, 'services')) {
    const shown = root.services[name]
    const fromFiles = project.fromFiles.get(name)
    const node = mapAt(service)
    if (node) shown.environment = toData(wholeEnvironment(node, fromFiles))
    delete shown.env_file
    if (fromFiles && fromFiles.labels.size > 0) {
      const labels = [...fromFiles.labels].map(([key, value]) => [key, toData(value)])
      shown.labels = { ...Object.fromEntries(labels), ...shown.labels }
    }
    delete shown.label_file
    nameDockerfile(shown)
    if (shown.scale != null && shown.deploy) shown.deploy.replicas ??= shown.scale
  }
  nameResources(root, project.name)
  dropUnused(root)
  return root
}

/** A project that was loaded without interpolation as `docker compose config --no-interpolate` would show it. */
export function asWritten(project: Project): unknown {
  const root = plainData(project)
  root.name = project.name
  for (const shown of Object.values<Shown>(root.services ?? {})) {
    nameDockerfile(shown)
    // An argument without a value is left out, whether or not there is a variable for it.
    const args = shown?.build?.args
    if (Array.isArray(args)) shown.build.args = args.filter((one) => String(one).includes('='))
  }
  nameResources(root, project.name)
  return root
}

// biome-ignore lint/suspicious/noExplicitAny: a model of any shape, as JSON
type Shown = any

function plainData(project: Project): Shown {
  return JSON.parse(
    JSON.stringify(toData(project.root), (_, value) =>
      typeof value === 'bigint' ? value.toString() : value,
    ),
  )
}

function nameDockerfile(service: Shown): void {
  const build = service?.build
  if (build && build.dockerfile == null && !build.dockerfile_inline) build.dockerfile = 'Dockerfile'
}

function nameResources(root: Shown, project: string): void {
  for (const section of ['networks', 'volumes', 'secrets', 'configs']) {
    for (const [key, value] of Object.entries(root[section] ?? {})) {
      const resource = (value ?? {}) as { name?: string; external?: boolean }
      resource.name ??= resource.external ? key : `${project}_${key}`
      root[section][key] = resource
    }
  }
}

/** Compose leaves out what no service uses. */
// biome-ignore lint/suspicious/noExplicitAny: a model of any shape, as JSON
function dropUnused(root: any): void {
  // biome-ignore lint/suspicious/noExplicitAny: as above
  const services = Object.values<any>(root.services ?? {})
  const used: Record<string, Set<string>> = {
    networks: new Set(services.flatMap((service) => Object.keys(service.networks ?? {}))),
    volumes: new Set(
      services.flatMap((service) =>
        (service.volumes ?? []).map((mount: { type: string; source?: string }) =>
          mount.type === 'volume' ? mount.source : undefined,
        ),
      ),
    ),
    configs: new Set(services.flatMap((service) => (service.configs ?? []).map(sourceOf))),
    secrets: new Set(
      services.flatMap((service) =>
        [...(service.secrets ?? []), ...(service.build?.secrets ?? [])].map(sourceOf),
      ),
    ),
  }
  for (const [section, names] of Object.entries(used)) {
    for (const key of Object.keys(root[section] ?? {})) {
      if (!names.has(key)) delete root[section][key]
    }
  }
}

function sourceOf(grant: { source: string }): string {
  return grant.source
}
