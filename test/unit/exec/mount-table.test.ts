import { describe, expect, it } from 'vitest'
import { boundSockets, isWithin, parseMounts } from '../../../cli/exec/inside/mount-table.ts'

describe('the table of mounts', () => {
  it('is read with devices, options and paths as they are, also with spaces and newlines in them', () => {
    const text = [
      '27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard',
      '28 27 0:25 /a /mnt/with\\040space\\011and\\012more\\134 ro,nosuid,nodev shared:5 master:2 - tmpfs none ro',
      '',
    ].join('\n')
    expect(parseMounts(text)).toEqual([
      { device: '254:0', path: '/', options: ['rw', 'relatime'] },
      { device: '0:25', path: '/mnt/with space\tand\nmore\\', options: ['ro', 'nosuid', 'nodev'] },
    ])
  })
})

describe('the table of Unix sockets', () => {
  it('gives each path once, and neither abstract nor nameless ones', () => {
    const text = [
      'Num       RefCount Protocol Flags    Type St Inode Path',
      '00000000602a22e7: 00000003 00000000 00000000 0001 03   647',
      '00000000602a22e8: 00000002 00000000 00010000 0001 01 12345 /run/docker.sock',
      '00000000602a22e9: 00000003 00000000 00000000 0001 03 12346 /run/docker.sock',
      '00000000602a22ea: 00000002 00000000 00010000 0005 01 12347 @/tmp/abstract',
      '00000000602a22eb: 00000002 00000000 00010000 0001 01   123 /tmp/with a space',
    ].join('\n')
    expect(boundSockets(text)).toEqual(['/run/docker.sock', '/tmp/with a space'])
  })
})

it.each([
  ['/a/b', '/a', true],
  ['/a', '/a', true],
  ['/ab', '/a', false],
  ['/a', '/a/b', false],
  ['/anything', '/', true],
])('%s within %s: %s', (path, folder, expected) => {
  expect(isWithin(path, folder)).toBe(expected)
})
