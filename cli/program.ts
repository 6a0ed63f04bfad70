import { Argument, Command, Help, InvalidArgumentError, Option } from 'commander'
import { findingFormats } from './findings/format.ts'
import { version } from './version.ts'

/**
 * The command line: names, options and help, and nothing else.
 * Each command's code is loaded when it is called, so that starting costs what Node itself costs.
 *
 * @param words what was called, where that is known: `compose`, which people wait for most, is then all there is.
 * @param name what people call it by
 */
export function buildProgram(words: readonly string[] = [], name = 'governance'): Command {
  const program = new Command(name)
    .description('One policy file decides what an AI agent in a container can reach.')
    .version(version, '--version', 'print the version')
    .enablePositionalOptions()
    .showHelpAfterError(`(${name} --help shows what there is)`)
    .exitOverride()
    .configureHelp({
      sortSubcommands: false,
      // A list that is empty and a port that is any are no defaults to tell of: the description does.
      optionDescription: (option) =>
        isNothing(option.defaultValue) ? option.description : new Help().optionDescription(option),
    })

  addCompose(program)
  if (words[0] === 'compose') return program
  addRun(program)
  addRunEnd(program)
  addExec(program)
  addLint(program)
  addPolicy(program)
  addMcp(program)
  addTrail(program)
  addDashboard(program)
  addCredentials(program)
  addDoctor(program)
  addSetUp(program)
  return program
}

function isNothing(value: unknown): boolean {
  return value === 0 || (Array.isArray(value) && value.length === 0)
}

function addCompose(program: Command): void {
  program
    .command('compose')
    .summary('docker compose, governed')
    .description(
      [
        'Reads the Compose file and its policy, hardens the project, and hands it to docker compose.',
        '',
        'config   print the hardened file (needs no Docker)',
        'check    print the findings only',
        'diff     print what hardening changes, and why',
        'trust    let this project ask the sources of secrets that it names, and read files that are new',
        'reload   the policy as it is now, into the running sidecars; nothing is restarted',
        'verify   try every way out of each governed service, and tell what stopped it',
        'up, down, run, exec, logs, ps, …   as docker compose does',
      ].join('\n'),
    )
    .usage('[options] COMMAND [arguments…]')
    .option('-f, --file <path>', 'Compose file (repeatable)', collect, [])
    .option('-p, --project-name <name>', 'project name')
    .option('--profile <name>', 'profile to enable (repeatable)', collect, [])
    .option('--env-file <path>', 'environment file (repeatable)', collect, [])
    .option('--project-directory <path>', 'where relative paths start')
    .option('--ansi <mode>', 'when docker compose prints control characters')
    .option('--progress <type>', 'how docker compose shows progress')
    .option('--parallel <number>', 'how much docker compose does at once')
    .option('--dry-run', 'show what docker compose would do')
    .passThroughOptions()
    .allowUnknownOption()
    .argument('<command>', 'what to do')
    .argument('[arguments...]', 'passed on')
    .action(async (verb: string, rest: string[], options) => {
      const { runCompose } = await import('./compose/index.ts')
      process.exitCode = await runCompose(verb, rest, options)
    })
}

function addRun(program: Command): void {
  program
    .command('run')
    .summary('docker run, governed')
    .description(
      [
        'Runs one container under a policy. Takes the flags of docker run, but for those that would open the sandbox.',
        '',
        '--governance-policy FILE   the policy (repeatable: all have to allow)',
        '--governance-mcp NAME=URL  an MCP server that its agent may ask (repeatable)',
        "--governance-source 'KEY={ command: [gh, auth, token] }'   where a secret comes from (repeatable)",
      ].join('\n'),
    )
    .usage('--governance-policy FILE [docker run flags] IMAGE [COMMAND…]')
    .helpOption(false)
    .passThroughOptions()
    .allowUnknownOption()
    .argument('[words...]', 'as for docker run')
    .action(async (words: string[], _options, command: Command) => {
      const { run } = await import('./run/command.ts')
      const code = await run(words)
      if (code === undefined) command.outputHelp()
      else process.exitCode = code
    })
}

function addRunEnd(program: Command): void {
  program
    .command('__remove-run', { hidden: true })
    .argument('<project>')
    .action(async (project: string) => {
      const { removeAfterEnd } = await import('./run/remove.ts')
      process.exitCode = await removeAfterEnd(project)
    })
}

function addExec(program: Command): void {
  program
    .command('exec')
    .summary('run a local command under a policy, without Docker')
    .usage('--policy FILE [options] -- COMMAND [arguments…]')
    .requiredOption('--policy <path>', 'policy file (repeatable: all have to allow)', collect)
    .option('--mcp <name=url>', 'MCP server (repeatable)', collect, [])
    .option('--mcp-stdio <name=command>', 'MCP server to start (repeatable)', collect, [])
    .option('--key <name>', 'key to lease; default: all that are allowed and set', collect, [])
    .option('--source <key=source>', "where a key's secret comes from (repeatable)", collect, [])
    .option('--env <name[=value]>', 'variable to pass on (repeatable)', collect, [])
    .option('--writable <path>', 'what it may change besides its folder (repeatable)', collect, [])
    .option('--egress-dns <address>', 'name server that the proxy asks (repeatable)', collect, [])
    .option('--egress-certificates <path>', 'further authorities that the proxy trusts')
    .option('--egress-proxy <url>', 'HTTP proxy through which the proxy goes out')
    .option('--egress-proxy-credential <name>', 'variable that holds USER:PASSWORD for it')
    .passThroughOptions()
    .argument('<command...>', 'the command to run')
    .action(async (command: string[], options) => {
      const { exec } = await import('./exec/command.ts')
      process.exitCode = await exec(command, options)
    })
}

function addLint(program: Command): void {
  program
    .command('lint')
    .summary('check policies and Compose files')
    .argument('[paths...]', 'files and folders; - reads standard input', ['.'])
    .addOption(
      new Option('--format <format>', 'how to print findings')
        .choices(findingFormats)
        .default('stylish'),
    )
    .option('--fix', 'apply the fixes that are right')
    .option('--max-warnings <number>', 'fail with more warnings than this', wholeNumber)
    .option('--stdin-filename <path>', 'name of what standard input holds')
    .option('--require-policy', 'an agent without a policy is an error')
    .option('--config <file>', 'default: the nearest .governance-lint.yaml')
    .option('--baseline <file>', 'leave out findings that were there before')
    .option('--update-baseline', 'write down what there is as the baseline')
    .option('--ignore-unknown', 'pass over named files that are no policies and no Compose files')
    .option('--explain <rule>', 'say what a rule is for, and lint nothing')
    .action(async (paths: string[], options) => {
      if (options.explain !== undefined) {
        const { explainRule } = await import('./lint/explain.ts')
        process.exitCode = await explainRule(options.explain)
        return
      }
      const { lint } = await import('./lint/command.ts')
      process.exitCode = await lint(paths, options)
    })
  program
    .command('explain')
    .summary('what a rule is for, with a bad and a good example')
    .argument('<rule>', 'id of the rule')
    .action(async (rule: string) => {
      const { explainRule } = await import('./lint/explain.ts')
      process.exitCode = await explainRule(rule)
    })
}

function addPolicy(program: Command): void {
  const policy = program.command('policy').summary('read and try out policies')
  addPolicyTools(policy)
  policy
    .command('explain')
    .summary('what a policy allows, in words; or the verdict on one thing')
    .argument('<files...>', 'policy files (several: all have to allow)')
    .option('--host <host[:port]>', 'the verdict on a host')
    .option('--tool <[server/]tool>', 'the verdict on an MCP tool')
    .option('--key <name>', 'the verdict on a credential')
    .action(async (files: string[], options) => {
      const { explainPolicyFiles } = await import('./policy/explain.ts')
      process.exitCode = await explainPolicyFiles(files, options)
    })
}

function addMcp(program: Command): void {
  const mcp = program
    .command('mcp')
    .summary('MCP servers of a project')
    .option('-p, --project-name <name>', 'the project; default: the one in this folder')
  const format = () =>
    new Option('--format <format>').choices(['text', 'json']).default('text', 'text')
  mcp
    .command('ls')
    .summary('servers, the tools that they have, and the verdict on each')
    .addOption(format())
    .action(async (_options, command: Command) => {
      const { listServers } = await import('./mcp/ls.ts')
      process.exitCode = await listServers(command.optsWithGlobals())
    })
  mcp
    .command('pins')
    .summary('what pinned servers said at first sight, and what has changed since')
    .addOption(format())
    .action(async (_options, command: Command) => {
      const { listPins } = await import('./mcp/pins.ts')
      process.exitCode = await listPins(command.optsWithGlobals())
    })
  mcp
    .command('accept')
    .summary('let what has changed count from now on')
    .argument('<server/name>', 'SERVER/TOOL; SERVER alone for its instructions')
    .addOption(
      new Option('--kind <kind>', 'what it is')
        .choices(['tool', 'prompt', 'prompt-text', 'resource', 'template'])
        .default('tool'),
    )
    .option('--digest <digest>', 'of the difference, as governance mcp pins shows it')
    .action(async (what: string, _options, command: Command) => {
      const { acceptPin } = await import('./mcp/pins.ts')
      process.exitCode = await acceptPin(what, command.optsWithGlobals())
    })
  mcp
    .command('import')
    .summary('the Compose field for the servers of an mcpServers file')
    .argument('<file>', 'JSON as editors and agents keep it')
    .action(async (file: string) => {
      const { importFile } = await import('./mcp/import.ts')
      process.exitCode = await importFile(file)
    })
}

function addPolicyTools(policy: Command): void {
  policy
    .command('test')
    .summary('run the cases of a policy test file')
    .argument('<files...>', 'files with policy: and cases:')
    .addOption(new Option('--format <format>').choices(['text', 'junit']).default('text'))
    .action(async (files: string[], options) => {
      const { testPolicies } = await import('./policy/test.ts')
      process.exitCode = await testPolicies(files, options)
    })
  policy
    .command('suggest')
    .summary('the least policy that covers what agents really did')
    .option('--since <when>', 'from then on: 24h, 7d, or a time (RFC 3339)', '7d')
    .option('--until <when>', 'up to then')
    .option('--policy <name>', 'what was decided under this policy')
    .option('--project <name>', 'what agents of this project did')
    .option('--service <name>', 'what this service did')
    .option('--base <file>', 'the policy in force; default: the one of that name in this folder')
    .option('--widen', 'allow also what was refused for want of an entry')
    .action(async (options) => {
      const { suggest } = await import('./policy/suggest.ts')
      process.exitCode = await suggest(options)
    })
  policy
    .command('diff')
    .summary('what NEW allows that OLD did not; exit 1 when there is something')
    .argument('<old>', 'policy file')
    .argument('<new>', 'policy file')
    .addOption(new Option('--format <format>').choices(['text', 'json']).default('text'))
    .action(async (before: string, after: string, options) => {
      const { diffPolicies } = await import('./policy/diff.ts')
      process.exitCode = await diffPolicies(before, after, options)
    })
}

/** What narrows the trail, for every command that reads it. */
function withFilters(command: Command): Command {
  return command
    .option('--project <name>', 'decisions of this project')
    .option('--policy <name>', 'decisions of this policy')
    .option('--service <name>', 'decisions about this service')
    .option('--since <when>', 'from then on: 24h, 7d, or a time (RFC 3339)')
    .option('--until <when>', 'up to then')
    .option('--blocked', 'only what was blocked')
    .addOption(
      new Option('--kind <kind>', 'one kind of event').choices([
        'network',
        'credential',
        'mcp',
        'lifecycle',
      ]),
    )
}

function addTrail(program: Command): void {
  withFilters(program.command('logs').summary('the audit trail'))
    .option('--follow', 'go on as events happen')
    .option('--summary', 'in numbers: what was asked for, and what was blocked')
    .addOption(new Option('--format <format>').choices(['text', 'json']).default('text'))
    .action(async (options) => {
      const { logs } = await import('./trail/logs.ts')
      process.exitCode = await logs(options)
    })
  const audit = program.command('audit').summary('prove, export and review the audit trail')
  withFilters(audit.command('export').summary('the trail for other tools'))
    .addOption(
      new Option('--format <format>', 'JSON lines, a table, or the Open Cybersecurity Schema')
        .choices(['jsonl', 'csv', 'ocsf'])
        .default('jsonl'),
    )
    .option('-o, --output <file>', 'write it there')
    .action(async (options) => {
      const { exportTrail } = await import('./trail/export.ts')
      process.exitCode = await exportTrail(options)
    })
  withFilters(audit.command('report').summary('the weekly review'))
    .addOption(
      new Option('--format <format>', 'how it is written')
        .choices(['markdown', 'html'])
        .default('markdown'),
    )
    .action(async (options) => {
      const { report } = await import('./trail/report/command.ts')
      process.exitCode = await report({ since: '7d', ...options })
    })
  audit
    .command('verify')
    .summary('check the hash chain; names the first event altered, removed or reordered')
    .action(async () => {
      const { verify } = await import('./trail/verify.ts')
      process.exitCode = await verify()
    })
}

function addDashboard(program: Command): void {
  program
    .command('dashboard')
    .summary('the trail, live, in a page on this machine')
    .option('--port <number>', 'default: any that is free', portNumber, 0)
    .option('--open', 'open it in the browser')
    .option('--policy <file>', 'policy to show the lines of (repeatable)', collect, [])
    .option('--since <when>', 'how far back it reads: 24h, 30d, or a time (RFC 3339)', '30d')
    .action(async (options) => {
      const { dashboard } = await import('./dashboard/command.ts')
      process.exitCode = await dashboard(options)
    })
}

function addCredentials(program: Command): void {
  const credentials = program
    .command('credentials')
    .summary('leases of the running project')
    .option('-p, --project-name <name>', 'the project; default: the one in this folder')
  credentials
    .command('ls')
    .summary('list leases')
    .action(async (_options, command: Command) => {
      const { listLeases } = await import('./credentials.ts')
      process.exitCode = await listLeases(command.optsWithGlobals())
    })
  credentials
    .command('revoke')
    .summary('end the leases of a key at once')
    .argument('<key>', 'name of the key')
    .action(async (key: string, _options, command: Command) => {
      const { revokeKey } = await import('./credentials.ts')
      process.exitCode = await revokeKey(key, command.optsWithGlobals())
    })
}

function addDoctor(program: Command): void {
  program
    .command('doctor')
    .summary('what this machine can and cannot guarantee, and why')
    .action(async () => {
      const { doctor } = await import('./doctor.ts')
      process.exitCode = await doctor()
    })
}

function addSetUp(program: Command): void {
  const plugin = program.command('plugin').summary('docker governance, as a plugin of docker')
  plugin
    .command('install')
    .summary('make docker governance work, for this user')
    .action(async () => {
      const { installPlugin } = await import('./plugin/install.ts')
      process.exitCode = await installPlugin()
    })
  plugin
    .command('uninstall')
    .summary('take docker governance away')
    .action(async () => {
      const { uninstallPlugin } = await import('./plugin/install.ts')
      process.exitCode = await uninstallPlugin()
    })
  program
    .command('shell-init')
    .summary('a shell function for docker run --governance-policy FILE …')
    .addArgument(new Argument('[shell]', 'default: the one that SHELL names').choices(shells))
    .action(async (shell: string | undefined) => {
      const { printShellFunction } = await import('./plugin/shell.ts')
      process.exitCode = printShellFunction(shell)
    })
  program
    .command('completion')
    .summary('completion for a shell')
    .addArgument(new Argument('<shell>').choices(shells))
    .action(async (shell: string) => {
      const { printCompletion } = await import('./plugin/shell.ts')
      process.exitCode = printCompletion(shell)
    })
  // What shells and the docker command line ask while somebody types.
  for (const name of ['__complete', '__completeNoDesc']) {
    program
      .command(name, { hidden: true })
      .helpOption(false)
      .passThroughOptions()
      .allowUnknownOption()
      .argument('[words...]')
      .action(async (words: string[]) => {
        const { complete } = await import('./plugin/complete.ts')
        process.stdout.write(complete(program, words))
      })
  }
}

const shells = ['bash', 'zsh', 'fish']

function collect(value: string, previous: string[] | undefined): string[] {
  return [...(previous ?? []), value]
}

function portNumber(value: string): number {
  const number = wholeNumber(value)
  if (number > 65_535) throw new InvalidArgumentError('a port is at most 65535.')
  return number
}

function wholeNumber(value: string): number {
  if (!/^\d+$/.test(value)) throw new InvalidArgumentError('a whole number is wanted.')
  return Number(value)
}
