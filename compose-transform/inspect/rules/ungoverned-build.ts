import type { Rule } from '../rule.ts'

export const ungovernedBuild: Rule = {
  id: 'ungoverned-build',
  severity: 'info',
  action: 'warn',
  reason:
    "What a Dockerfile runs while the image is built is not governed: it has the engine's network.",
  mend: 'Build the image elsewhere and name it, or read the Dockerfile as you would read a program.',
  bad: `services:
  agent:
    image: agent
    build: .
`,
  good: `services:
  agent:
    image: agent
`,
  roles: 'governed',
  check({ name, node }, report) {
    const build = node.entries.get('build')
    if (build)
      report(build, `The build of ${name} is not governed; what it runs can reach the internet.`)
  },
}
