import { keepsFilter } from '../../harden/baseline.ts'
import { itemsAt, textAt } from '../../load/node.ts'
import { isGoverned } from '../../roles/plan.ts'
import type { Rule } from '../rule.ts'

export const securityOptions: Rule = {
  id: 'security-options',
  severity: 'warning',
  action: 'rewrite',
  reason:
    'seccomp, AppArmor and SELinux are what stands between a container and the kernel. A governed service keeps them.',
  mend: 'Remove the option. A profile of your own needs an exception with a reason.',
  bad: `services:
  agent:
    image: agent
    security_opt: ['seccomp=unconfined']
`,
  good: `services:
  agent:
    image: agent
    security_opt: ['no-new-privileges:true']
`,
  roles: 'exposed',
  exceptable: true,
  check({ name, node, plan }, report) {
    for (const item of itemsAt(node, 'security_opt')) {
      const option = textAt(item) ?? ''
      if (!keepsFilter(option)) {
        if (/^no-new-privileges(?:[:=]true)?$/i.test(option)) continue
        if (isGoverned(plan)) {
          report(item, `${name} would run without a kernel filter; "${option}" is taken out.`)
        } else report(item, `${name} would run without a kernel filter.`, 'refuse')
      } else if (!/^(?:seccomp[:=]builtin|apparmor[:=]docker-default)$/.test(option)) {
        report(item, `${name} would run under a filter of its own, "${option}".`, 'refuse')
      }
    }
  },
}
