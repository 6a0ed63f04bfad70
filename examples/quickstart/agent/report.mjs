const colour = process.stdout.isTTY || process.env.FORCE_COLOR ? !process.env.NO_COLOR : false
const paint = (code, text) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text)
const VERDICT = 12
const TITLE = 36

let good = 0
let bad = 0

export function heading(text) {
  console.log(`\n${paint('1', text)}`)
}

/** It went as it should: `verdict` is what happened, and what was to happen. */
export function inOrder(verdict, title, outcome) {
  good++
  print(paint('32', `✓ ${verdict}`.padEnd(VERDICT)), title, paint('2', oneLine(outcome)))
}

export function outOfOrder(verdict, title, outcome) {
  bad++
  print(paint('31', `✗ ${verdict}`.padEnd(VERDICT)), title, paint('31', oneLine(outcome)))
}

function print(verdict, title, outcome) {
  console.log(`  ${verdict} ${title.padEnd(TITLE)} ${outcome}`)
}

/** The last line, and the exit code. */
export function conclude() {
  console.log(
    bad === 0
      ? `\n${paint('32', `All ${good} went as they should.`)}`
      : `\n${paint('31', `${bad} of ${good + bad} did not go as they should.`)}`,
  )
  return bad === 0 ? 0 : 1
}

function oneLine(text) {
  return String(text).replace(/\s+/g, ' ').trim()
}
