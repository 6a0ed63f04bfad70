/** A moment (RFC 3339) for people, to the minute: `2025-03-25 10:07`. */
export function minute(time: string): string {
  return time.slice(0, 16).replace('T', ' ')
}
