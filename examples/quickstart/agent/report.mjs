const colour = process.stdout.isTTY || process.env.FORCE_COLOR ? !process.env.NO_COLOR : false
const paint = (code, text) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text)
const WIDTH = 46

let good = 0
let bad = 0

export function heading(text) {
  console.log(`\n${paint('1', text)}`)
}

/** It went as it should: what must work worked, what must be stopped was stopped. */
export function inOrder(title, outcome) {
  good++
  console.log(`  ${paint('32', '✓')} ${title.padEnd(WIDTH)} ${paint('2', oneLine(outcome))}`)
}

export function outOfOrder(title, outcome) {
  bad++
  console.log(`  ${paint('31', '✗')} ${title.padEnd(WIDTH)} ${paint('31', oneLine(outcome))}`)
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
