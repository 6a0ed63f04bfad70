import { posix } from 'node:path'

const sockets = [
  '/run/docker.sock',
  '/var/run/docker.sock',
  '/run/containerd/containerd.sock',
  '/var/run/containerd/containerd.sock',
  '/run/podman/podman.sock',
  '/var/run/podman/podman.sock',
  '/run/crio/crio.sock',
  '/var/run/crio/crio.sock',
  '/run/buildkit/buildkitd.sock',
  '/run/cri-dockerd.sock',
  '/run/dbus/system_bus_socket',
  '/run/systemd/private',
  '/run/user/1000/docker.sock',
  '/run/user/1000/podman/podman.sock',
]

const engineSocket =
  /(?:docker|podman|containerd|crio|buildkitd|cri-dockerd|dockershim)[\w.-]*\.sock(?:et)?$/i
const engineFolder =
  /^\/(?:var\/)?run\/(?:user(?:\/[0-9]+)?|docker|containerd|podman|crio|buildkit|dbus|systemd)(?:\/|$)/

const system = [
  ...[
    '/bin',
    '/boot',
    '/dev',
    '/etc',
    '/lib',
    '/lib32',
    '/lib64',
    '/proc',
    '/root',
    '/run',
    '/sbin',
  ],
  ...[
    '/sys',
    '/usr',
    '/var/lib/containerd',
    '/var/lib/containers',
    '/var/lib/docker',
    '/var/lib/kubelet',
  ],
  ...[
    '/var/log',
    '/var/run',
    '/var/spool',
    '/private/etc',
    '/private/var/run',
    '/Library',
    '/System',
  ],
]

const credentials = [
  ...['.aws', '.azure', '.bash_history', '.cargo/credentials', '.config/gcloud', '.config/gh'],
  ...[
    '.config/git',
    '.config/op',
    '.docker',
    '.git-credentials',
    '.gnupg',
    '.kube',
    '.netrc',
    '.npmrc',
  ],
  ...['.password-store', '.pgpass', '.pypirc', '.ssh', '.terraform.d', '.zsh_history'],
]

/** Files of the host that say nothing and change nothing when they are read. */
const harmless = new Set(['/dev/null', '/etc/localtime', '/etc/timezone'])

export type HostPath = 'socket' | 'sensitive' | 'outside' | 'inside' | 'harmless'

/**
 * What mounting a path of the host would hand over. `inside` is the project's own folder; what is above or beside it
 * is `outside`. The path is brought into one spelling first: `//var/run/./docker.sock` is what it is.
 */
export function classifyHostPath(path: string, project: string, home: string): HostPath {
  const clean = posix
    .normalize(path)
    .replace(/^\/\/+/, '/')
    .replace(/(.)\/+$/, '$1')
  if (engineSocket.test(clean) || sockets.some((socket) => within(socket, clean))) return 'socket'
  if (engineFolder.test(clean)) return 'socket'
  if (harmless.has(clean)) return 'harmless'
  if (within(home, clean) || within(posix.dirname(project), clean)) return 'sensitive'
  if (credentials.some((name) => within(clean, posix.join(home, name)))) return 'sensitive'
  if (system.some((folder) => within(clean, folder)) && !within(clean, project)) return 'sensitive'
  if (within(clean, project)) return 'inside'
  return 'outside'
}

/** Whether a path is a folder or lies in it. */
export function within(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`)
}
