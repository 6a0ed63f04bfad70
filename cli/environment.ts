/** The caller's environment variables. A map, because anybody may have chosen a name. */
export function callersEnvironment(): Map<string, string> {
  return new Map(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    ),
  )
}
