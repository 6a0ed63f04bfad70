const colour = process.stdout.isTTY && !process.env.NO_COLOR
const paint = (code, text) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text)
const SECOND = 1000

export function say(text = '') {
  console.log(text)
}

export function title(text) {
  console.log(`\n${paint('1;36', `── ${text} ${'─'.repeat(Math.max(3, 76 - text.length))}`)}`)
}

/** The command that a person would type for what comes next. */
export function prompt(command) {
  console.log(`${paint('2', '$')} ${paint('1', command)}`)
}

/** Says what is being done, and how long it took where that was more than a second. */
export async function step(text, action) {
  const start = Date.now()
  process.stdout.write(paint('2', `· ${text} …`))
  try {
    const result = await action()
    const took = Date.now() - start
    process.stdout.write(
      paint('2', took > SECOND ? ` ${(took / SECOND).toFixed(1)} s\n` : ' done\n'),
    )
    return result
  } catch (error) {
    process.stdout.write('\n')
    throw error
  }
}
