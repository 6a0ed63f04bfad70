import { callersEnvironment } from '../environment.ts'
import { Exit } from '../exit.ts'
import { runExec } from './index.ts'

/** The options of `governance exec` as the command line gives them. */
export interface ExecFlags {
  policy: string[]
  mcp: string[]
  mcpStdio: string[]
  key: string[]
  source: string[]
  env: string[]
  writable: string[]
  egressDns: string[]
  egressCertificates?: string
  egressProxy?: string
  egressProxyCredential?: string
}

/**
 * `governance exec`: a local command under a policy, without Docker. Its exit code and signals pass through.
 *
 * @throws CommandError for what is wrong before the command starts
 */
export async function exec(command: readonly string[], flags: ExecFlags): Promise<number> {
  if (process.platform === 'win32') {
    process.stderr.write('governance: exec needs Linux or macOS. Use: governance compose up\n')
    return Exit.machine
  }
  return runExec({
    command,
    policies: flags.policy,
    servers: flags.mcp,
    stdioServers: flags.mcpStdio,
    keys: flags.key,
    sources: flags.source,
    variables: flags.env,
    writable: flags.writable,
    nameServers: flags.egressDns,
    certificates: flags.egressCertificates,
    upstreamProxy: flags.egressProxy,
    upstreamCredential: flags.egressProxyCredential,
    environment: callersEnvironment(),
    directory: process.cwd(),
  })
}
