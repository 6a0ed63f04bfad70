import { describe, expect, it } from 'vitest'
import { flags } from '../../../cli/run/flags.ts'
import { readRunWords } from '../../../cli/run/words.ts'

const read = (line: string) => readRunWords(line.split(' '))
const pairs = (line: string) => read(line).given.map(({ name, value }) => [name, value])

describe('the words of governance run', () => {
  it('are split where docker splits them: the first that is no flag is the image', () => {
    const { image, command } = read('--rm -e A=1 my-image --rm -x --governance-policy y')
    expect(image).toBe('my-image')
    expect(command).toEqual(['--rm', '-x', '--governance-policy', 'y'])
    expect(read('--rm -- image a').image).toBe('image')
    expect(read('-i -').image).toBe('-')
  })

  it('take values in every form that docker takes', () => {
    expect(pairs('-itv /a:/b --env=A=b=c -eX=1 -u=me --rm=false -m 1g image')).toEqual([
      ['--interactive', 'true'],
      ['--tty', 'true'],
      ['--volume', '/a:/b'],
      ['--env', 'A=b=c'],
      ['--env', 'X=1'],
      ['--user', 'me'],
      ['--rm', 'false'],
      ['--memory', '1g'],
    ])
  })

  const opening = flags.filter(({ meaning }) => 'refused' in meaning)
  it.each(opening.flatMap(({ names }) => names))(
    '%s is refused by name, with the reason',
    (name) => {
      expect(() => read(`${name} image`)).toThrow(new RegExp(`^run ${name} is refused: .{15,}`))
    },
  )

  it('refuse what would open the sandbox in every spelling', () => {
    for (const line of [
      '--privileged=true image',
      '--privileged=1 image',
      '--network=host image',
      '--net host image',
      '-itP image',
      '--pid=host image',
    ]) {
      expect(() => read(line), line).toThrow(/is refused/)
    }
    expect(read('--privileged=false image').image).toBe('image')
  })

  it('refuse a flag that is not known, and do not guess at beginnings of names', () => {
    for (const line of ['--new-flag image', '--privil image', '-Z image', '-itZ image']) {
      expect(() => read(line), line).toThrow(/not known here/)
    }
  })

  it('say what lacks a value', () => {
    expect(() => readRunWords(['-e'])).toThrow(/-e needs a value/)
    expect(() => readRunWords(['--rm=perhaps', 'image'])).toThrow(/either true or false/)
  })
})

describe('the table of flags', () => {
  it('names every flag once', () => {
    const names = flags.flatMap((flag) => flag.names)
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })
})
