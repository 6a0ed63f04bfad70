/** What a flag of `docker run` becomes. */
export type Meaning =
  /** A key of the Compose service, as text, number, boolean or list of texts. */
  | { put: string; as: 'text' | 'number' | 'boolean' | 'list' }
  /** Something that needs reading; see project.ts and request.ts. */
  | { read: string }
  /** How the container is run, not what it is. */
  | { run: string }
  /** Refused, and why. */
  | { refused: string }

export interface Flag {
  /** `--name` first, then its other spellings. */
  names: readonly string[]
  /** Whether it takes a value; flags that are on or off take none but with `=`. */
  valued: boolean
  meaning: Meaning
}

const network = 'the sandbox network is its only one, and the proxy its only way out'
const names = 'names are answered by the proxy alone, as the policy says'
const privileges = 'it would give the container more than its sandbox allows'
const namespace = 'it would share a namespace with the host or another container'
const device = 'a device of the host is a way out of the sandbox'

const unsupported = 'it has no counterpart here'
const limits = 'limits of single devices have no counterpart here'

const flag = (spelling: string, valued: boolean, meaning: Meaning): Flag => ({
  names: spelling.split(' '),
  valued,
  meaning,
})
const text = (spelling: string, put: string) => flag(spelling, true, { put, as: 'text' })
const number = (spelling: string, put: string) => flag(spelling, true, { put, as: 'number' })
const list = (spelling: string, put: string) => flag(spelling, true, { put, as: 'list' })
const toggle = (spelling: string, put: string) => flag(spelling, false, { put, as: 'boolean' })
const read = (spelling: string, name: string) => flag(spelling, true, { read: name })
const run = (spelling: string, valued: boolean, name: string) =>
  flag(spelling, valued, { run: name })
const no = (spelling: string, refused: string) => flag(spelling, true, { refused })
const noToggle = (spelling: string, refused: string) => flag(spelling, false, { refused })

/**
 * Every flag of `docker run` (docker/cli 28, cli/command/container/opts.go and run.go), and our own. A flag that is
 * not here is refused: a docker of next year may give it any meaning.
 */
export const flags: readonly Flag[] = [
  run('--governance-policy', true, 'policy'),
  run('--governance-mcp', true, 'mcp'),
  run('--governance-source', true, 'source'),

  run('--detach -d', false, 'detach'),
  run('--interactive -i', false, 'interactive'),
  run('--tty -t', false, 'tty'),
  run('--rm', false, 'remove'),
  run('--quiet -q', false, 'quiet'),
  run('--detach-keys', true, 'detachKeys'),
  run('--cidfile', true, 'cidFile'),
  run('--sig-proxy', false, 'signals'),
  run('--help', false, 'help'),

  read('--env -e', 'environment'),
  read('--env-file', 'environmentFile'),
  read('--volume -v', 'volume'),
  read('--mount', 'mount'),
  read('--entrypoint', 'entrypoint'),
  read('--ulimit', 'ulimit'),
  read('--label -l', 'label'),
  read('--storage-opt', 'storageOption'),
  read('--log-opt', 'logOption'),
  read('--stop-timeout', 'stopTimeout'),
  read('--ipc', 'ipc'),
  read('--label-file', 'labelFile'),
  read('--pull', 'pull'),
  read('--name', 'name'),
  read('--log-driver', 'logDriver'),
  read('--blkio-weight', 'blockWeight'),
  read('--health-cmd', 'healthCommand'),
  read('--health-interval', 'healthInterval'),
  read('--health-timeout', 'healthTimeout'),
  read('--health-retries', 'healthRetries'),
  read('--health-start-period', 'healthStartPeriod'),
  read('--health-start-interval', 'healthStartInterval'),
  flag('--no-healthcheck', false, { read: 'noHealth' }),

  text('--hostname -h', 'hostname'),
  text('--domainname', 'domainname'),
  text('--user -u', 'user'),
  text('--workdir -w', 'working_dir'),
  text('--platform', 'platform'),
  text('--restart', 'restart'),
  text('--stop-signal', 'stop_signal'),
  text('--memory -m', 'mem_limit'),
  text('--memory-reservation', 'mem_reservation'),
  text('--memory-swap', 'memswap_limit'),
  number('--memory-swappiness', 'mem_swappiness'),
  text('--shm-size', 'shm_size'),
  number('--cpus', 'cpus'),
  number('--cpu-shares -c', 'cpu_shares'),
  text('--cpu-period', 'cpu_period'),
  text('--cpu-quota', 'cpu_quota'),
  text('--cpuset-cpus', 'cpuset'),
  number('--pids-limit', 'pids_limit'),
  number('--oom-score-adj', 'oom_score_adj'),
  list('--cap-drop', 'cap_drop'),
  list('--tmpfs', 'tmpfs'),
  list('--expose', 'expose'),
  list('--publish -p', 'ports'),
  list('--group-add', 'group_add'),
  list('--security-opt', 'security_opt'),
  toggle('--init', 'init'),
  toggle('--read-only', 'read_only'),

  noToggle('--privileged', 'it would lift every limit of the sandbox'),
  noToggle('--publish-all -P', 'name the ports that are to be reached, with --publish'),
  noToggle('--use-api-socket', 'with the engine, the container could start any other container'),
  noToggle('--oom-kill-disable', 'it could bring the host to a stop'),
  noToggle('--disable-content-trust', 'it would skip the check of the image'),
  no('--network --net', network),
  no('--network-alias --net-alias', network),
  no('--ip', network),
  no('--ip6', network),
  no('--link', network),
  no('--link-local-ip', network),
  no('--mac-address', network),
  no('--add-host', names),
  no('--dns', names),
  no('--dns-opt --dns-option', names),
  no('--dns-search', names),
  no('--cap-add', privileges),
  no('--sysctl', privileges),
  no('--runtime', 'another runtime may keep none of the limits of the sandbox'),
  no('--annotation', 'a runtime may take it for an order to lift a limit'),
  no('--cgroup-parent', 'it would move the container out of its limits'),
  no('--pid', namespace),
  no('--uts', namespace),
  no('--userns', namespace),
  no('--cgroupns', namespace),
  no('--device', device),
  no('--device-cgroup-rule', device),
  no('--gpus', device),
  no(
    '--volumes-from',
    'it would bring every mount of another container, a socket among them perhaps',
  ),
  no('--volume-driver', 'a volume driver mounts what nobody checked'),
  no(
    '--attach -a',
    `${unsupported}: without --detach everything is attached, and --interactive adds standard input`,
  ),
  no('--isolation', unsupported),
  no('--kernel-memory', unsupported),
  no('--cpu-rt-period', unsupported),
  no('--cpu-rt-runtime', unsupported),
  no('--cpu-count', unsupported),
  no('--cpu-percent', unsupported),
  no('--cpuset-mems', unsupported),
  no('--io-maxbandwidth', unsupported),
  no('--io-maxiops', unsupported),
  no('--blkio-weight-device', limits),
  no('--device-read-bps', limits),
  no('--device-read-iops', limits),
  no('--device-write-bps', limits),
  no('--device-write-iops', limits),
]

const byName = new Map(flags.flatMap((one) => one.names.map((name) => [name, one] as const)))

/** The flag of this name; undefined when there is none. */
export function flagOf(name: string): Flag | undefined {
  return byName.get(name)
}

/** Names of the flags that take the next word as their value, for shells that have to find the image in a line. */
export const valuedNames: readonly string[] = flags
  .filter(({ valued }) => valued)
  .flatMap((one) => one.names)
