import { createPrivateKey, createSign, type KeyObject } from 'node:crypto'
import type { Dispatcher } from 'undici'
import { type Fetched, type Source, SourceFailure } from './source.ts'
import { requestToken, type TokenAnswer, tokenServer, usableToken } from './token-request.ts'

/** A GitHub App that may act for an installation. */
export interface GitHubApp {
  /** App id or client id. */
  appId: string
  /** PEM, as GitHub gives it out. */
  privateKey: string
  installationId: string
  /** Names of repositories of the installation; absent: all that it has. */
  repositories?: readonly string[]
  /** Such as `{ contents: 'read' }`; absent: all that it has. */
  permissions?: Readonly<Record<string, string>>
  /** Default: https://api.github.com */
  apiUrl?: string
}

/** GitHub refuses a JWT that is valid for more than ten minutes, or that was issued in its future. */
const VALID_S = 9 * 60
const BACKDATED_S = 60
/** Clocks that differ by more than this are taken into account. */
const SKEW_MS = 20_000

/**
 * Installation tokens of a GitHub App: valid for an hour, for the repositories and permissions asked for and no more.
 *
 * https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app
 *
 * @param wall the wall clock, in milliseconds since 1970
 * @throws SourceFailure when the declaration cannot work
 */
export function gitHubAppSource(
  app: GitHubApp,
  dispatcher?: Dispatcher,
  wall: () => number = Date.now,
): Source {
  const base = tokenServer(app.apiUrl ?? 'https://api.github.com')
  const url = new URL(
    `${base.pathname.replace(/\/$/, '')}/app/installations/${encodeURIComponent(app.installationId)}/access_tokens`,
    base,
  )
  const key = readKey(app.privateKey)
  const body = JSON.stringify({ repositories: app.repositories, permissions: app.permissions })
  const ask = (now: number) => {
    const authorization = `Bearer ${appToken(app.appId, key, now)}`
    const headers = {
      authorization,
      accept: 'application/vnd.github+json',
      'content-type': 'application/json',
      'x-github-api-version': '2022-11-28',
    }
    return requestToken(url, { headers, body, dispatcher })
  }
  return {
    kind: 'github-app',
    async fetch(): Promise<Fetched> {
      const now = wall()
      let answer = await ask(now)
      const skew = (answer.date ?? now) - now
      // A machine whose clock is off is told 401, like one with a wrong key: asked again in GitHub's own time, it shows.
      if (answer.status === 401 && Math.abs(skew) > SKEW_MS) answer = await ask(now + skew)
      if (answer.status !== 201) throw failureOf(answer, app, url.host)
      const secret = usableToken(answer.body.token, url.host)
      const end = Date.parse(String(answer.body.expires_at))
      if (Number.isNaN(end)) {
        throw new SourceFailure(`${url.host} gave a token without an end.`, { passing: true })
      }
      return { secret, livesFor: end - (answer.date ?? now) }
    },
  }
}

function readKey(pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem)
    if (key.asymmetricKeyType === 'rsa') return key
  } catch {
    // What crypto says may quote the key.
  }
  throw new SourceFailure('The private key of the GitHub App is not an RSA key in PEM.', {
    passing: false,
  })
}

/** The app's own JWT (RS256). */
function appToken(appId: string, key: KeyObject, now: number): string {
  const seconds = Math.floor(now / 1000)
  const claims = { iat: seconds - BACKDATED_S, exp: seconds + VALID_S, iss: appId }
  const text = [{ alg: 'RS256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  const signature = createSign('RSA-SHA256').update(text).sign(key).toString('base64url')
  return `${text}.${signature}`
}

function failureOf({ status }: TokenAnswer, app: GitHubApp, host: string): SourceFailure {
  switch (status) {
    case 401:
      return new SourceFailure(
        `${host} does not know the GitHub App ${app.appId}, or its key is another one.`,
        { passing: false },
      )
    case 404:
      return new SourceFailure(
        `The GitHub App ${app.appId} has no installation ${app.installationId}.`,
        { passing: false },
      )
    case 403:
      return new SourceFailure(
        `${host} refuses a token: the installation is suspended, or too much was asked.`,
        { passing: true },
      )
    case 422:
      return new SourceFailure(
        'The installation does not have the repositories or permissions that are asked for.',
        { passing: false },
      )
    default:
      return new SourceFailure(`${host} answers ${status}.`, { passing: true })
  }
}
