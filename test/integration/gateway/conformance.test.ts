import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { unexpectedBetween } from '../../conformance/mcp/exceptions.ts'
import { ensurePeers, type Peers } from '../../conformance/mcp/peers.ts'
import {
  differencesBetween,
  type Running,
  revisions,
  runSuite,
  startFixture,
  startGatewayBefore,
} from '../../conformance/mcp/suite.ts'

const fixture = new URL('../../conformance/mcp/vendor/everything-server.ts.txt', import.meta.url)

// It installs the suite from npm: npm run conformance says more, and GOVERNANCE_CONFORMANCE=1 runs it here.
describe.skipIf(!process.env.GOVERNANCE_CONFORMANCE)('the official conformance suite', () => {
  let peers: Peers
  let server: Running
  beforeAll(async () => {
    peers = await ensurePeers(fileURLToPath(fixture))
    server = await startFixture(peers)
  }, 300_000)
  afterAll(() => server?.close())

  it.each(revisions)(
    '%s: the same behind the gateway but for what is named, and a denied tool changes its own scenario alone',
    async (revision) => {
      const through = async (mcp: object) => {
        const gateway = await startGatewayBefore(server.url, mcp)
        try {
          return await runSuite(peers, revision, gateway.url)
        } finally {
          await gateway.close()
        }
      }
      const open = await through({ allowedTools: ['*'] })
      const bare = await runSuite(peers, revision, server.url)
      expect(unexpectedBetween(revision, bare, open)).toEqual([])
      const closed = await through({ allowedTools: ['*'], deniedTools: ['test_simple_text'] })
      expect(differencesBetween(open, closed).map(({ scenario }) => scenario)).toEqual([
        'tools-call-simple-text',
      ])
    },
    120_000,
  )
})
