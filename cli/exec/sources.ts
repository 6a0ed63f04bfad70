import type { CallerSource, DeclaredSource } from '../../compose-transform/credentials/sources.ts'
import { readDeclaration } from '../../sidecars/broker/sources/declaration.ts'
import type { Source } from '../../sidecars/broker/sources/source.ts'
import { callerSecret } from '../sources/caller.ts'

/** A source for the broker in this process: asked at first use, all of it. */
export function lazySource(
  declared: DeclaredSource,
  environment: ReadonlyMap<string, string>,
): Source {
  // While the governed command runs, standard input is its own.
  const options = { standardInput: 'ignore' } as const
  const held = async (inner: CallerSource, form: 'line' | 'text') =>
    (await callerSecret(inner, environment, form, options).fetch()).secret
  if ('githubApp' in declared) {
    const { githubApp } = declared
    return minted('github-app', async () => ({
      githubApp: { ...githubApp, privateKey: await held(githubApp.privateKey, 'text') },
    }))
  }
  if ('clientCredentials' in declared) {
    const { clientCredentials } = declared
    return minted('client-credentials', async () => ({
      clientCredentials: {
        ...clientCredentials,
        clientSecret: await held(clientCredentials.clientSecret, 'line'),
      },
    }))
  }
  if ('secret' in declared) throw new Error('A Docker secret needs a Compose file.')
  return callerSecret(declared, environment, 'line', options)
}

function minted(kind: string, declaration: () => Promise<unknown>): Source {
  return { kind, fetch: async () => readDeclaration(await declaration()).fetch() }
}
