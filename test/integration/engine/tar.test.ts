import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { type TarEntry, tar } from '../../../engine/tar.ts'

const archive = (entries: TarEntry[]) => Buffer.concat([...tar(entries)])
const system = (args: string[], input: Buffer) =>
  execFileSync('tar', args, { input, stdio: ['pipe', 'pipe', 'pipe'], env: { TZ: 'UTC' } })

const entries: TarEntry[] = [
  { path: '/var/lib/state', mode: 0o1777 },
  { path: '/var/lib/certificates', mode: 0o755, owner: 65531 },
  { path: '/sidecar.mjs', mode: 0o644, content: Buffer.from('hello') },
  { path: '/empty', mode: 0o600, content: Buffer.alloc(0) },
  { path: `/${'long/'.repeat(30)}file`, mode: 0o644, content: Buffer.alloc(513, 'x') },
]

describe('tar', () => {
  it('is read by the system’s tar with owners, modes and sizes', () => {
    const list = system(['--numeric-owner', '-tvf', '-'], archive(entries)).toString()
    const lines = list.trim().split('\n')
    expect(lines).toHaveLength(5)
    expect(lines[0]).toMatch(/^drwxrwxrwt 0\/0 +0 1970-01-01 00:00 var\/lib\/state\/$/)
    expect(lines[1]).toMatch(/^drwxr-xr-x 65531\/65531 /)
    expect(lines[2]).toMatch(/^-rw-r--r-- 0\/0 +5 .* sidecar\.mjs$/)
    expect(lines[3]).toMatch(/^-rw------- 0\/0 +0 .* empty$/)
    expect(lines[4]).toMatch(/ 513 .*long\/file$/)
  })

  it('holds the very bytes', () => {
    expect(system(['-xOf', '-', 'sidecar.mjs'], archive(entries)).toString()).toBe('hello')
  })

  it('gives the same bytes for the same content', () => {
    expect(archive(entries).equals(archive(entries))).toBe(true)
  })

  it('refuses a path that the format cannot hold rather than cutting it', () => {
    expect(() => archive([{ path: `/${'x'.repeat(300)}`, mode: 0o755 }])).toThrow(RangeError)
  })
})
