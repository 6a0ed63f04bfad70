import type { Row } from '../wire.ts'

const whole = new Intl.NumberFormat('en')

export function count(number: number, one: string, many = `${one}s`): string {
  return `${whole.format(number)} ${number === 1 ? one : many}`
}

export function figure(number: number): string {
  return whole.format(number)
}

/** 14:02:31 today, else the day and the minute. */
export function moment(at: number, now = Date.now()): string {
  const date = new Date(at)
  const time = date.toLocaleTimeString('en-GB')
  if (new Date(now).toDateString() === date.toDateString()) return time
  return shortMoment(at, now)
}

/** 14:02, with the day where the range is longer than one. */
export function shortMoment(at: number, now = Date.now()): string {
  const date = new Date(at)
  const time = date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
  return new Date(now).toDateString() === date.toDateString() ? time : `${day(date)} ${time}`
}

function day(date: Date): string {
  return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })
}

/** A length of time in its two largest units. */
export function span(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1_000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  const days = Math.floor(hours / 24)
  return hours % 24 === 0 || days > 6 ? `${days} d` : `${days} d ${hours % 24} h`
}

export function ago(at: number, now = Date.now()): string {
  return now - at < 2_000 ? 'just now' : `${span(now - at)} ago`
}

export const decisionWords = {
  allowed: { mark: '✓', word: 'allowed', tone: 'good' },
  blocked: { mark: '✕', word: 'blocked', tone: 'bad' },
  'would-block': { mark: '◌', word: 'would block', tone: 'warn' },
} as const

/** What was wanted, in two words. */
export function actionWords({ kind, action }: Pick<Row, 'kind' | 'action'>): string {
  return actions.get(`${kind} ${action}`) ?? action.replaceAll('-', ' ')
}

const actions = new Map([
  ['network connect', 'connect'],
  ['network request', 'request'],
  ['network resolve', 'look up'],
  ['credential exchange', 'use key'],
  ['credential issue', 'lease'],
  ['credential renew', 'renew lease'],
  ['credential revoke', 'revoke'],
  ['credential expire', 'lease ended'],
  ['credential expiring', 'lease ends'],
  ['mcp tool-call', 'call tool'],
  ['mcp tool-list', 'list tools'],
])
