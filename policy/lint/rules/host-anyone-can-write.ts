import type { CanonicalHost } from '../../host.ts'
import { at, type RuleContext } from '../context.ts'
import type { CheckedRule } from '../rule.ts'

/** Where anyone can leave or receive data without being known: what leaves for there is gone. */
const hosts: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'a paste site': [
      'pastebin.com',
      'gist.github.com',
      'gist.githubusercontent.com',
      'hastebin.com',
      'dpaste.com',
      'dpaste.org',
      'paste.ee',
      'rentry.co',
      'ix.io',
      'sprunge.us',
      'termbin.com',
      'paste.rs',
      'bpa.st',
      'justpaste.it',
    ],
    'a place for files of anyone': [
      'transfer.sh',
      'file.io',
      '0x0.st',
      'temp.sh',
      'gofile.io',
      'catbox.moe',
      'litterbox.catbox.moe',
      'wetransfer.com',
      'anonfiles.com',
      'storage.googleapis.com',
      's3.amazonaws.com',
    ],
    'a catcher of requests': [
      'webhook.site',
      'requestbin.com',
      'pipedream.net',
      'hookbin.com',
      'beeceptor.com',
      'requestcatcher.com',
      'interact.sh',
      'oast.fun',
      'oast.pro',
      'oast.live',
      'oast.site',
      'oast.online',
      'oast.me',
      'burpcollaborator.net',
      'dnslog.cn',
      'canarytokens.com',
    ],
    'a tunnel to a machine of anyone': [
      'ngrok.io',
      'ngrok.app',
      'ngrok-free.app',
      'ngrok.dev',
      'trycloudflare.com',
      'loca.lt',
      'localhost.run',
      'serveo.net',
      'pagekite.me',
      'localtunnel.me',
      'bore.pub',
      'telebit.io',
    ],
    'a messenger with webhooks for anyone': [
      'hooks.slack.com',
      'discord.com',
      'discordapp.com',
      'api.telegram.org',
      'hooks.zapier.com',
      'maker.ifttt.com',
      'ntfy.sh',
    ],
  }).flatMap(([kind, names]) => names.map((name): [string, string] => [name, kind])),
)

export const hostAnyoneCanWrite: CheckedRule = {
  id: 'host-anyone-can-write',
  severity: 'warning',
  summary: 'an allowed domain is a paste site, a tunnel or the like',
  help: 'Take it out, or restrict it with an http rule to methods and paths that only read.',
  docs: {
    reason:
      'Paste sites, request catchers, tunnels and webhooks take data from anyone and show it to anyone. An agent that was talked into it can send there what it reads, and the allowed list lets it through.',
    bad: `spec:
  network:
    allowedDomains: ["*.github.com", pastebin.com, hooks.slack.com]
`,
    good: `spec:
  network:
    allowedDomains: ["*.github.com"]
    deniedDomains: [gist.github.com]
`,
  },
  *check(context) {
    const { document, domains } = context
    const readOnly = hostsThatAreOnlyRead(context)
    for (const { pattern, path, text } of domains(at.allowedDomains)) {
      if (pattern.kind === 'any' || readOnly.has(text)) continue
      const kind = kindOf(pattern.host)
      if (kind === undefined) continue
      yield {
        range: document.locate(path),
        message: `'${text}' is ${kind}: what an agent sends there, anyone can read`,
      }
    }
  },
}

/** What a host or a name above it is known as. */
function kindOf(host: CanonicalHost): string | undefined {
  let name: string = host
  for (;;) {
    const kind = hosts.get(name)
    if (kind !== undefined) return kind
    const dot = name.indexOf('.')
    if (dot < 0) return undefined
    name = name.slice(dot + 1)
  }
}

function hostsThatAreOnlyRead({ document, domains, entries }: RuleContext): ReadonlySet<string> {
  const indexes = [...(document.part(at.http)?.children.keys() ?? [])].map(Number)
  const reading = indexes.filter((index) => {
    const methods = entries([...at.http, index, 'methods'])
    return methods.length > 0 && methods.every(({ text }) => ['GET', 'HEAD'].includes(text))
  })
  return new Set(
    reading.flatMap((index) => domains([...at.http, index, 'host']).map(({ text }) => text)),
  )
}
