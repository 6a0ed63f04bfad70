import { createServer } from 'node:net'
import { hostAddresses } from '../../../engine/host-listener.ts'

/** A service on every address of this machine, as a database or an SSH server of a laptop would be. */
export interface HostService {
  port: number
  /** Every address that the host has now, those of the bridges of running projects included. */
  addresses(): string[]
  close(): void
}

/** Opens it. The engines of the tests run on this machine, so it is "the host" to their containers. */
export async function openHostService(): Promise<HostService> {
  const server = createServer((socket) => {
    socket.on('error', () => {}) // whoever only tries whether it is there hangs up
    socket.end('the host\n')
  })
  await new Promise<void>((resolve) => server.listen({ host: '::', port: 0 }, resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { port: address.port, addresses: hostAddresses, close: () => server.close() }
}

/** A shell command that prints, as a JSON list, which of these addresses take a TCP connection within two seconds. */
export function reachableScript(addresses: readonly string[], port: number): string {
  const program = `
import concurrent.futures, json, socket
def reaches(address):
    try:
        socket.create_connection((address, ${port}), 2).close()
        return True
    except OSError:
        return False
addresses = ${JSON.stringify(addresses)}
with concurrent.futures.ThreadPoolExecutor(64) as pool:
    print(json.dumps([a for a, yes in zip(addresses, pool.map(reaches, addresses)) if yes]))
`
  return `python3 -c '${program}'`
}

/**
 * A shell command that prints, as a JSON list, every place that holds one of the secrets, plain or in Base64:
 * environment and command line of every process, and every file that can be read. The needles are handed
 * over reversed, so that the search does not find itself.
 */
export function findSecretsScript(secrets: readonly string[]): string {
  const program = `
import base64, glob, json, os
reversed_needles = ${JSON.stringify(secrets.map((secret) => [...secret].reverse().join('')))}
needles = [n[::-1].encode() for n in reversed_needles]
needles += [base64.b64encode(n).rstrip(b"=")[:-1] for n in needles]
found = set()
def look(path):
    try:
        with open(path, "rb") as file:
            tail = b""
            while chunk := file.read(1 << 20):
                if any(n in tail + chunk for n in needles):
                    found.add(path)
                    return
                tail = chunk[-512:]
    except OSError:
        pass
for process in glob.glob("/proc/[0-9]*"):
    for name in ("environ", "cmdline"):
        look(f"{process}/{name}")
for folder, folders, files in os.walk("/"):
    if folder == "/":
        folders[:] = [f for f in folders if f not in ("proc", "sys", "dev")]
    for name in files:
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            look(path)
print(json.dumps(sorted(found)))
`
  return `python3 - <<'PROGRAM'\n${program}\nPROGRAM`
}

/** Before a command: it knows nothing of proxies. */
export const noProxy =
  'env -u HTTP_PROXY -u HTTPS_PROXY -u http_proxy -u https_proxy -u ALL_PROXY -u all_proxy'
