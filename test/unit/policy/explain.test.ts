import { expect, it } from 'vitest'
import { compilePolicies } from '../../../policy/compile.ts'
import { createDecisions } from '../../../policy/decisions.ts'
import { explainPolicy } from '../../../policy/explain.ts'
import { parsePolicy } from '../../../policy/parse.ts'
import { guidePolicy } from './guide-policy.ts'
import { decide } from './policies.ts'

it('tells what the policy of the guide allows', () => {
  const { policy } = parsePolicy(guidePolicy, 'p.yaml')
  if (policy === undefined) throw new Error('the policy of the guide is refused')
  expect(explainPolicy(createDecisions(compilePolicies([policy])))).toMatchInlineSnapshot(`
    "Policy agent-policy-001
    What is not named below is denied.

    Network: it can reach
      *.github.com – github.com and every name below it, on ports 80 and 443
      api.openai.com – this host, on ports 80 and 443
    Local network: closed. No name may lead to a private address.
    Credentials: it holds no secret, but leases of 24 hours for
      GITHUB_TOKEN, worth something only at *.github.com
      OPENAI_API_KEY, worth something only at api.openai.com
    MCP tools: it can call
      read_file, write_file, git_push
    but never
      delete_production_db, send_email

    Audit trail: every decision is recorded, shown from level info on.
    "
  `)
})

it('tells of everything else that a policy can say', () => {
  const decisions = decide(
    {
      mode: 'monitor',
      network: {
        allowedDomains: ['*', 'db.test:5432'],
        deniedDomains: ['gist.github.com'],
        allowedLocal: ['postgres:5432'],
        http: [{ host: 'api.github.com', methods: ['GET'], paths: ['/repos/acme/**'] }],
      },
      credentials: {
        allowedKeys: ['GEMINI_API_KEY', 'K'],
        bindings: { K: { hosts: ['k.test'], header: 'X-Key', methods: ['GET'] } },
      },
      mcp: {
        allowedTools: ['*'],
        arguments: { read_file: { path: { pattern: '^/workspace/', required: true } } },
      },
      audit: { enabled: false },
    },
    { mode: 'monitor', network: { denyLocalNetwork: false }, audit: { enabled: false } },
  )
  expect(explainPolicy(decisions)).toMatchInlineSnapshot(`
    "Policies p0, p1
    These 2 policies hold together: something is allowed when every one allows it.
    Monitor mode: everything is decided and recorded, and nothing is blocked but credentials and cloud metadata.

    p0 says:
    Network: it can reach
      * – every public name, on ports 80 and 443
      db.test:5432 – this host, on port 5432
    but never
      gist.github.com – this host, on ports 80 and 443
    Local network: closed, but for postgres:5432. No name may lead to a private address.
    Requests to these hosts are restricted to
      api.github.com: GET on /repos/acme/**
    Credentials: it holds no secret, but leases that never end for
      GEMINI_API_KEY, worth something only at generativelanguage.googleapis.com, also in the query parameter key
      K, worth something only at k.test, in the header X-Key alone, for GET
    MCP tools: it can call
      *
    Arguments of tools are checked:
      read_file: path is required, must match ^/workspace/

    p1 says:
    Network: nothing outside can be reached.
    Local network: open. Allowed names may lead to private addresses, though never to cloud metadata.
    Credentials: none.
    MCP tools: none can be called.

    Audit trail: off.
    "
  `)
})
