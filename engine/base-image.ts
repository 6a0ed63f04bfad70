import type { Docker } from './docker.ts'

/**
 * The official Node image, by its digest, so that nobody can put another one in its place. The tag is for people; the
 * digest is what counts. Node 22 is a long-term release.
 */
export const officialNode =
  'node:22.23.2-bookworm-slim@sha256:83f487e0a63425e5b4d146fb5e5be574bcbe1b7b843d3ebafdd95eaf7767a7e5'

/** How long a registry may take to say anything at all, and how long the whole download may take, in milliseconds. */
const patience = { firstWord: 8_000, whole: 300_000 }

/**
 * Makes sure that the engine has the image.
 *
 * A registry that cannot be reached mostly answers nothing at all; nobody should wait a minute for that. A registry
 * that has begun to answer is given the time that a download takes.
 *
 * @returns whether the engine has it now.
 */
export async function havePulled(
  docker: Docker,
  image: string,
  wait: typeof patience = patience,
): Promise<boolean> {
  const present = await docker.capture(['image', 'inspect', '--format', '{{.Id}}', image])
  if (present.code === 0) return true
  const child = docker.start(['pull', image], { stdio: ['ignore', 'pipe', 'ignore'] })
  return new Promise((resolve) => {
    const give = () => child.kill('SIGKILL')
    const first = setTimeout(give, wait.firstWord)
    const whole = setTimeout(give, wait.whole)
    child.stdout?.on('data', () => clearTimeout(first))
    const end = (good: boolean) => {
      clearTimeout(first)
      clearTimeout(whole)
      resolve(good)
    }
    child.once('error', () => end(false))
    child.once('close', (status) => end(status === 0))
  })
}
