import { fileURLToPath } from 'node:url'
import { exceptions, unexpectedBetween } from './exceptions.ts'
import { ensurePeers } from './peers.ts'
import {
  differencesBetween,
  type Outcome,
  revisions,
  runSuite,
  startFixture,
  startGatewayBefore,
} from './suite.ts'

/*
 * The official conformance suite: its own server bare, then behind the gateway with everything allowed: every scenario
 * has to come out the same, but for what exceptions.ts names. Then with one tool denied: only that tool's scenario may
 * change.
 */

const denied = { tool: 'test_simple_text', scenario: 'tools-call-simple-text' }
const fixture = fileURLToPath(new URL('vendor/everything-server.ts.txt', import.meta.url))
const peers = await ensurePeers(fixture)
const server = await startFixture(peers)
let isFine = true
try {
  for (const revision of revisions) {
    const bare = await runSuite(peers, revision, server.url)
    report(revision, 'bare', bare)
    const open = await through({ allowedTools: ['*'] }, revision)
    report(revision, 'everything allowed', open)
    const unexpected = unexpectedBetween(revision, bare, open)
    for (const text of unexpected) console.log(`  NOT THE SAME: ${text}`)
    if (unexpected.length > 0) isFine = false
    const known = exceptions.filter((exception) => exception.revision === revision).length
    console.log(`  the same but for ${known} known exceptions`)
    const closed = await through({ allowedTools: ['*'], deniedTools: [denied.tool] }, revision)
    report(revision, `${denied.tool} denied`, closed)
    const changed = differencesBetween(open, closed).map(({ scenario }) => scenario)
    console.log(`  changed: ${changed.join(', ') || 'nothing'}`)
    if (changed.join() !== denied.scenario) isFine = false
  }
} finally {
  await server.close()
}
console.log(isFine ? '\nThe same behind the gateway.' : '\nNot the same behind the gateway.')
process.exit(isFine ? 0 : 1)

async function through(mcp: object, revision: string): Promise<Map<string, Outcome>> {
  const gateway = await startGatewayBefore(server.url, mcp)
  try {
    return await runSuite(peers, revision, gateway.url)
  } finally {
    await gateway.close()
  }
}

function report(revision: string, how: string, outcomes: ReadonlyMap<string, Outcome>): void {
  const scored = [...outcomes.values()].filter(({ isScored }) => isScored)
  const fine = scored.filter(({ failed }) => failed === 0)
  console.log(`${revision}, ${how}: ${fine.length} of ${scored.length} scenarios pass`)
}
