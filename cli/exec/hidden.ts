import { readFile, realpath } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { boundSockets } from './inside/mount-table.ts'

/** Folders and files beneath the home directory that hold credentials, or sockets that act for the user. */
const IN_HOME = [
  '.ssh',
  '.gnupg',
  '.aws',
  '.azure',
  '.docker',
  '.kube',
  '.netrc',
  '.git-credentials',
  '.npmrc',
  '.yarnrc.yml',
  '.pypirc',
  '.vault-token',
  '.password-store',
  '.colima',
  '.lima',
  '.orbstack',
  '.rd',
  '.config/containers',
  '.config/doctl',
  '.config/gcloud',
  '.config/gh',
  '.config/git/credentials',
  '.config/glab-cli',
  '.config/hub',
  '.config/op',
  '.config/rclone',
  '.config/chromium',
  '.config/google-chrome',
  '.mozilla',
  '.cargo/credentials',
  '.cargo/credentials.toml',
  '.gem/credentials',
  '.gradle/gradle.properties',
  '.m2/settings.xml',
  '.terraform.d',
  '.local/share/containers',
  '.local/share/keyrings',
  '.local/share/kwalletd',
  '.bash_history',
  '.zsh_history',
  '.psql_history',
  '.python_history',
  '.node_repl_history',
] as const

/** What only the host's root can read, and so matters when the caller is root. */
const OF_THE_SYSTEM = [
  '/etc/docker',
  '/etc/gshadow',
  '/etc/gshadow-',
  '/etc/kubernetes',
  '/etc/rancher',
  '/etc/shadow',
  '/etc/shadow-',
  '/etc/ssh/ssh_host_ecdsa_key',
  '/etc/ssh/ssh_host_ed25519_key',
  '/etc/ssh/ssh_host_rsa_key',
  '/var/lib/containerd',
  '/var/lib/containers',
  '/var/lib/docker',
  '/var/lib/kubelet',
] as const

/** Variables that say where an engine, an agent or a bus listens. */
const SOCKET_VARIABLES = [
  'CONTAINER_HOST',
  'DBUS_SESSION_BUS_ADDRESS',
  'DOCKER_CONFIG',
  'DOCKER_HOST',
  'GNUPGHOME',
  'GPG_AGENT_INFO',
  'SSH_AUTH_SOCK',
  'TMUX',
  'VSCODE_GIT_IPC_HANDLE',
  'VSCODE_IPC_HOOK_CLI',
] as const

/**
 * What the command must not find: stores of credentials, and every Unix socket of the host that can be told. /run and
 * /tmp are not here, because the command gets empty ones.
 *
 * @param own folders of this program's that the command has no business in
 * @returns absolute paths, without symbolic links where they exist
 */
export async function hiddenPaths(
  environment: ReadonlyMap<string, string>,
  own: readonly string[],
): Promise<string[]> {
  const home = environment.get('HOME')
  const sockets = await readFile('/proc/self/net/unix', 'utf8').catch(() => '')
  const paths = [
    ...own,
    ...(home === undefined ? [] : IN_HOME.map((name) => join(home, name))),
    ...OF_THE_SYSTEM,
    ...SOCKET_VARIABLES.flatMap((name) => pathsIn(environment.get(name) ?? '')),
    ...boundSockets(sockets),
  ].map((path) => resolve(path))
  const real = await Promise.all(paths.map((path) => realpath(path).catch(() => path)))
  return [...new Set(real)]
}

/** The absolute paths that a value names: `unix:///a.sock`, `unix:path=/b,guid=1`, `/c,123,0`. */
function pathsIn(value: string): string[] {
  return [...value.matchAll(/(?:^|:\/\/|=)(\/[^,;]+)/g)].map((match) => match[1] ?? '')
}
