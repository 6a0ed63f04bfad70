// Each of the 26 attacks of the field on MCP gateways and further ones, the guard that stops it, and the tests that notice
// when the guard is gone. Case 19, secrets in results, is the proxy's: test/e2e/mcp, test/unit/proxy. An edit replaces a
// text that stands in the file exactly once.
const gateway = 'sidecars/gateway/'
const integration = 'test/integration/gateway/'
const attacks = `${integration}attacks.test.ts`
const further = `${integration}further-attacks.test.ts`
const never = 'if (Math.random() > 2)'

const noFold = [`${gateway}json.ts`, 'if (folded?.has(fold)) this.#fail', `${never} this.#fail`]

/** @type {{ attack: string, guard: string, edits: [string, string, string][], test: [string, string] }[]} */
export const guards = [
  {
    attack: '1: keys that differ in case',
    guard: 'no other keys in the envelope, none that look alike',
    edits: [noFold, [`${gateway}messages.ts`, 'if (!ENVELOPE.has(key))', never]],
    test: [attacks, 'case 1: refuses keys'],
  },
  {
    attack: '2: keys that stand twice',
    guard: 'a key stands once, and a parameter is spelt as it is meant',
    edits: [
      noFold,
      [`${gateway}json.ts`, 'if (members.has(key)) this.#fail', `${never} this.#fail`],
      [`${gateway}messages.ts`, 'if (meant !== undefined && meant !== key)', never],
    ],
    test: [attacks, 'cases 1 and 2'],
  },
  {
    attack: '3: bytes that are read in two ways',
    guard: 'what goes on is what was judged, to the digit',
    edits: [
      [
        `${gateway}json.ts`,
        'return String(value) === text ? value : new ExactNumber(text)',
        'return value',
      ],
    ],
    test: [attacks, 'case 3'],
  },
  {
    attack: '4: a call of what the list hides',
    guard: 'the gate at the call',
    edits: [
      [
        `${gateway}desk/tools.ts`,
        'await gate.admitCall(server, tool, args, await this.#judge(server, tool, args))',
        '',
      ],
    ],
    test: [attacks, 'case 4'],
  },
  {
    attack: '5: another content type',
    guard: 'application/json alone',
    edits: [[`${gateway}listener.ts`, 'checkContent(headers)\n', '\n']],
    test: [attacks, 'case 5'],
  },
  {
    attack: '6: an encoded request',
    guard: 'no encoding',
    edits: [
      [
        `${gateway}client/head.ts`,
        "if (encoding !== undefined && encoding.toLowerCase() !== 'identity')",
        never,
      ],
    ],
    test: [attacks, 'case 6: refuses an encoded'],
  },
  {
    attack: '6: an encoded list',
    guard: 'what servers are asked for',
    edits: [
      [
        `${gateway}upstream/http-peer.ts`,
        "'accept-encoding': 'identity'",
        "'accept-encoding': 'gzip'",
      ],
    ],
    test: [attacks, 'case 6: never asks'],
  },
  {
    attack: '7: a batch where there are none',
    guard: 'batches in one revision alone',
    edits: [[`${gateway}client/sessions.ts`, 'if (!hasBatches(version))', never]],
    test: [attacks, 'case 7: refuses batches'],
  },
  {
    attack: '8: too much',
    guard: 'bounds on what is read',
    edits: [
      [`${gateway}client/body.ts`, 'if (Number(declared ?? 0) > most)', never],
      [`${gateway}client/body.ts`, 'if (length > most)', never],
    ],
    test: [attacks, 'case 8: refuses a body'],
  },
  {
    attack: '9: a stream with other line ends',
    guard: 'the line ends of the standard',
    edits: [[`${gateway}sse.ts`, 'const ends = /\\r\\n?|\\n/g', 'const ends = /\\n/g']],
    test: [attacks, 'case 9'],
  },
  {
    attack: '10: a list that is resumed',
    guard: 'filtered before it is kept',
    edits: [[`${gateway}desk/tools.ts`, '.filter((entry) => this.#isShown(entry))\n', '\n']],
    test: [attacks, 'case 10'],
  },
  {
    attack: "11: another path's session",
    guard: 'a session counts under the path that opened it',
    edits: [[`${gateway}client/sessions.ts`, '|| !isSame(session.servers, servers)', '']],
    test: [`${integration}enforcement.test.ts`, 'case 11'],
  },
  {
    attack: '12: a server that there is not',
    guard: 'an unknown name is nothing',
    edits: [
      [
        `${gateway}listener.ts`,
        'if (name !== undefined && all.includes(name)) return [name]',
        'if (name !== undefined) return all.includes(name) ? [name] : all',
      ],
    ],
    test: [attacks, 'case 12'],
  },
  {
    attack: '13: headers that say something else',
    guard: 'headers repeat the body',
    edits: [[`${gateway}client/sessions.ts`, 'checkMirrors(headers, request, false)', '']],
    test: [attacks, 'case 13: refuses a call'],
  },
  {
    attack: '14: names that look alike',
    guard: 'the alphabet of tool names',
    edits: [
      [`${gateway}gate.ts`, 'return TOOL_NAME.test(name)', 'return name.length > 0'],
      [
        'policy/tool-index.ts',
        'const findAll = (server: string, tool: string) => {',
        "const findAll = (server: string, given: string) => {\n    const tool = given.normalize('NFKC').replace(/[\\s\\p{C}]/gu, '').toLowerCase()",
      ],
    ],
    test: [attacks, 'case 14'],
  },
  {
    attack: '15: names that collide',
    guard: 'a name that several have is nobody’s',
    edits: [[`${gateway}catalogue.ts`, 'if (owners.get(entry.name) === 1) byName', 'byName']],
    test: [attacks, 'case 15'],
  },
  {
    attack: '16: a list that is empty',
    guard: 'no entry allows nothing',
    edits: [
      [
        'policy/compile.ts',
        '[...(mcp?.allowedTools ?? [])]',
        "mcp?.allowedTools?.length ? [...mcp.allowedTools] : ['*']",
      ],
    ],
    test: [attacks, 'case 16'],
  },
  {
    attack: '17: a pattern that is not anchored',
    guard: 'a star stays within its segment',
    edits: [['policy/wildcard.ts', 'return p === pattern.length', 'return true']],
    test: [attacks, 'case 17'],
  },
  {
    attack: '18: a rug pull',
    guard: 'the pin',
    edits: [
      [
        `${gateway}pins.ts`,
        'const seen = pin.accepted === text ? undefined : text',
        'const seen = undefined',
      ],
    ],
    test: [`${integration}pins.test.ts`, 'case 18'],
  },
  {
    attack: '20: a question that the client did not offer to answer',
    guard: 'the capabilities of the client',
    edits: [
      [
        `${gateway}questions.ts`,
        'if (capability === undefined || !isObject(capabilities.get(capability)))',
        never,
      ],
    ],
    test: [attacks, 'case 20'],
  },
  {
    attack: '21: a state that was tampered with',
    guard: 'a state counts for the request that it was given for',
    edits: [
      [
        `${gateway}modern/bridge.ts`,
        'held === undefined || held.what !== what',
        'held === undefined',
      ],
    ],
    test: [`${integration}eras.test.ts`, 'case 21'],
  },
  {
    attack: '22: DNS rebinding',
    guard: 'Host and Origin are ours',
    edits: [
      [`${gateway}client/head.ts`, 'if (host === undefined || !isOwn(host, own))', never],
      [`${gateway}client/head.ts`, "if (match === null || !isOwn(match[1] ?? '', own))", never],
    ],
    test: [attacks, 'case 22'],
  },
  {
    attack: '23: a redirect, or a challenge of the server’s',
    guard: 'neither is followed or passed on',
    edits: [
      [
        `${gateway}upstream/http-wire.ts`,
        'return this.#peer.ask(method, signal, body, all)',
        "return this.#peer.ask(method, signal, body, all).then(async (answer) => {\n      const to = answer.header('location')\n      if (to !== undefined) await fetch(to, { method, body, headers: { ...headers, accept: '*/*' } })\n      return answer\n    })",
      ],
    ],
    test: [attacks, 'case 23'],
  },
  {
    attack: '24: a trail that cannot be written',
    guard: 'what cannot be recorded does not happen',
    edits: [
      [
        `${gateway}gate.ts`,
        "} catch {\n      throw gatewayError(\n        AUDIT_UNAVAILABLE,\n        'AuditUnavailable: the audit trail cannot be written, so nothing is allowed',\n        { type: 'AuditUnavailable' },\n      )",
        "} catch {\n      return ''",
      ],
    ],
    test: [`${integration}enforcement.test.ts`, 'case 24'],
  },
  {
    attack: '25: a policy that changes meanwhile',
    guard: 'the policy of the moment',
    edits: [
      [
        `${gateway}gateway.ts`,
        'const found = inForce().decisions.get(service)',
        'const found = atStart.decisions.get(service)',
      ],
      [
        `${gateway}gateway.ts`,
        '  const decisions = (): Decisions => {',
        '  const atStart = inForce()\n  const decisions = (): Decisions => {',
      ],
    ],
    test: [attacks, 'case 25'],
  },
  {
    attack: '26: a client of its own making',
    guard: 'no session, no answer',
    edits: [
      [
        `${gateway}client/sessions.ts`,
        "if (id === undefined)\n      throw new HeadError(400, 'The header Mcp-Session-Id is missing: initialize first.')",
        '',
      ],
      [
        `${gateway}client/sessions.ts`,
        'const session = this.#sessions.get(id)',
        "const session = this.#sessions.get(id ?? '') ?? [...this.#sessions.values()][0]",
      ],
    ],
    test: [attacks, 'case 26'],
  },
  {
    attack: '27: revisions mixed in one session',
    guard: 'a session speaks one revision',
    edits: [
      [
        `${gateway}session.ts`,
        "if (objectAt(request.params, '_meta')?.has(META_VERSION) === true)",
        never,
      ],
    ],
    test: [further, 'another revision'],
  },
  {
    attack: '28: a header about the wrong parameter',
    guard: 'what a method goes by',
    edits: [
      [
        `${gateway}client/mirror.ts`,
        'if (key !== undefined) return stringAt(params, key)',
        "if (key !== undefined) return stringAt(params, 'name') ?? stringAt(params, 'uri')",
      ],
    ],
    test: [further, 'goes by the uri'],
  },
  {
    attack: '29: a server without any tool speaks',
    guard: 'servers that have no say',
    edits: [
      [
        `${gateway}gate.ts`,
        'return this.#decisions().server(server)',
        "return { ...this.#decisions().server(server), decision: 'allowed' }",
      ],
    ],
    test: [further, 'has no say'],
  },
  {
    attack: "30: another server's task",
    guard: 'an id that several gave is nobody’s',
    edits: [
      [
        `${gateway}tasks.ts`,
        'return others.length === 0 ? server : undefined',
        'return others.length === 0 ? server : servers[0]',
      ],
    ],
    test: [further, 'take over the task'],
  },
  {
    attack: "31: another server's resource",
    guard: 'templates count as much as lists',
    edits: [
      [
        `${gateway}desk/resources.ts`,
        '...templates.filter(({ name }) => matchesTemplate(name, uri)),',
        '...(listed.some(({ name }) => name === uri) ? [] : templates.filter(({ name }) => matchesTemplate(name, uri))),',
      ],
    ],
    test: [further, 'take over a resource'],
  },
  {
    attack: '32: a question in a result',
    guard: 'the capabilities of the client, and the record',
    edits: [
      [
        `${gateway}modern/front.ts`,
        'checkReply: (server, reply) => this.#checkQuestions(server, names, reply),',
        '',
      ],
    ],
    test: [further, 'of the newer revision cannot ask'],
  },
  {
    attack: '33: a result of an older server as a question',
    guard: 'results of older revisions have no type',
    edits: [
      [
        `${gateway}modern/bridge.ts`,
        'if (reply !== undefined) return withoutResultType(reply)',
        'if (reply !== undefined) return reply',
      ],
      [
        `${gateway}modern/front.ts`,
        'checkReply: (server, reply) => this.#checkQuestions(server, names, reply),',
        '',
      ],
    ],
    test: [further, 'of an older revision cannot make'],
  },
  {
    attack: '34: a completion without its target',
    guard: 'what is meant has a name',
    edits: [
      [
        `${gateway}desk/desk.ts`,
        "if (asked === undefined) throw invalid('ref/prompt needs a name')",
        'if (asked === undefined) return await this.#view.forward(this.#view.only, "completion/complete", params, exchange)',
      ],
    ],
    test: [further, 'a completion without'],
  },
]
