import type { Dispatcher } from 'undici'
import { clientCredentialsSource, type OAuthClient } from './client-credentials.ts'
import { type GitHubApp, gitHubAppSource } from './github-app.ts'
import { fileSource } from './local.ts'
import { type Source, SourceFailure } from './source.ts'

type Members = Record<string, unknown>

/**
 * Makes the source that a declaration asks for, one of
 * `{ "file": PATH }`,
 * `{ "githubApp": { "appId", "privateKey", "installationId", "repositories"?, "permissions"?, "apiUrl"? } }`,
 * `{ "clientCredentials": { "tokenUrl", "clientId", "clientSecret", "scope"?, "audience"?, "authentication"? } }`.
 * Variables and commands are for the host to ask: a broker in a container has neither.
 *
 * @throws SourceFailure which names members and never a value
 */
export function readDeclaration(declaration: unknown, dispatcher?: Dispatcher): Source {
  const entries = Object.entries(asObject(declaration))
  const [entry] = entries
  if (entry === undefined || entries.length !== 1) {
    throw wrong('expected one of file, githubApp, clientCredentials')
  }
  const [kind, value] = entry
  switch (kind) {
    case 'file':
      if (typeof value !== 'string' || !value.startsWith('/')) {
        throw wrong('file has to be an absolute path')
      }
      return fileSource(value)
    case 'githubApp':
      return gitHubAppSource(readGitHubApp(asObject(value)), dispatcher)
    case 'clientCredentials':
      return clientCredentialsSource(readOAuthClient(asObject(value)), dispatcher)
    default:
      throw wrong('expected one of file, githubApp, clientCredentials')
  }
}

function readGitHubApp(members: Members): GitHubApp {
  const { appId, privateKey, installationId, repositories, permissions, apiUrl, ...others } =
    members
  refuseOthers(others, 'githubApp')
  const app: GitHubApp = {
    appId: text(appId, 'appId'),
    privateKey: text(privateKey, 'privateKey'),
    installationId: text(installationId, 'installationId'),
  }
  if (repositories !== undefined) {
    if (!Array.isArray(repositories)) throw wrong('repositories has to be a list of names')
    app.repositories = repositories.map((name) => text(name, 'repositories'))
  }
  if (permissions !== undefined) {
    app.permissions = Object.fromEntries(
      Object.entries(asObject(permissions)).map(([name, level]) => [name, text(level, name)]),
    )
  }
  if (apiUrl !== undefined) app.apiUrl = text(apiUrl, 'apiUrl')
  return app
}

function readOAuthClient(members: Members): OAuthClient {
  const { tokenUrl, clientId, clientSecret, scope, audience, authentication, ...others } = members
  refuseOthers(others, 'clientCredentials')
  const client: OAuthClient = {
    tokenUrl: text(tokenUrl, 'tokenUrl'),
    clientId: text(clientId, 'clientId'),
    clientSecret: text(clientSecret, 'clientSecret'),
  }
  if (scope !== undefined) client.scope = text(scope, 'scope')
  if (audience !== undefined) client.audience = text(audience, 'audience')
  if (authentication !== undefined) {
    if (authentication !== 'header' && authentication !== 'body') {
      throw wrong('authentication is header or body')
    }
    client.authentication = authentication
  }
  return client
}

function refuseOthers(others: Members, kind: string): void {
  const [name] = Object.keys(others)
  if (name !== undefined) throw wrong(`${kind} has no member of the name that was given`)
}

/** Ids are numbers to some and texts to others. */
function text(value: unknown, name: string): string {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
  if (typeof value !== 'string' || value === '') throw wrong(`${name} has to be a text`)
  return value
}

function asObject(value: unknown): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrong('expected an object')
  }
  return value as Members
}

function wrong(message: string): SourceFailure {
  return new SourceFailure(`${message}.`, { passing: false })
}
