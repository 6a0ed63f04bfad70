/**
 * What every throwaway container of ours is started with: it may compute and write to its output, and nothing else.
 * The network is the caller's to choose.
 */
export const confinement: readonly string[] = [
  '--rm',
  '--read-only',
  ...['--cap-drop', 'ALL'],
  ...['--security-opt', 'no-new-privileges'],
  ...['--user', '65534:65534'],
  ...['--pids-limit', '128'],
  ...['--memory', '512m'],
  // What it prints goes to us alone, and not a second time into a file of the engine.
  ...['--log-driver', 'none'],
  // Nobody is to take it for a part of a project.
  ...['--label', 'ai.docker.governance.throwaway=true'],
]
