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
    '/var/snap/docker',
    '/host_mnt',
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
  ...['.claude', '.claude.json', '.codex', '.gemini', '.my.cnf', '.s3cfg', '.vault-token'],
  ...['.config/autostart', '.config/rclone', '.config/systemd', '.local/bin'],
  ...['.local/share/keyrings', '.mozilla', '.config/google-chrome', '.config/chromium'],
  ...['.bash_profile', '.bashrc', '.gitconfig', '.profile', '.zprofile', '.zshenv', '.zshrc'],
  ...['.vscode-server', 'Library/Keychains', 'Library/LaunchAgents'],
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
  if (credentials.some((name) => meets(clean, posix.join(home, name)))) return 'sensitive'
  // A project may lie in a folder of the system; what is above it has been told already.
  if (system.some((folder) => within(folder, clean))) return 'sensitive'
  if (system.some((folder) => within(clean, folder)) && !within(clean, project)) return 'sensitive'
  if (within(clean, project)) return 'inside'
  return 'outside'
}

const volumes = [
  '/var/lib/docker/volumes',
  '/var/lib/containers/storage/volumes',
  '/var/snap/docker/common/var-lib-docker/volumes',
]

/** Whether a path has to do with the folders where engines usually keep their volumes. */
export function holdsVolumes(path: string): boolean {
  const clean = posix.normalize(path).replace(/^\/\/+/, '/')
  return volumes.some((folder) => meets(clean.replace(/(.)\/+$/, '$1'), folder))
}

/** Whether one of two paths lies in the other, so that who has the one has of the other. */
export function meets(left: string, right: string): boolean {
  return within(left, right) || within(right, left)
}

/** Whether a path is a folder or lies in it. */
export function within(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`)
}
