import { isGoverned } from '../../roles/plan.ts'
import { entriesAt, type Rule } from '../rule.ts'
import { exposureOf } from '../sharing.ts'

const harmless =
  /^(?:net\.core\.somaxconn|net\.ipv4\.(?:tcp_[a-z0-9_]+|ip_local_port_range|ip_unprivileged_port_start|ping_group_range)|kernel\.(?:shm[a-z_]+|msg[a-z]+|sem)|fs\.mqueue\.[a-z_]+)$/

export const noKernelSetting: Rule = {
  id: 'no-kernel-setting',
  severity: 'error',
  action: 'refuse',
  reason:
    'Kernel settings can turn a container into a router or change how it is seen from outside. Those of IPv6 give a container on a closed network an address by which it reaches the host.',
  mend: 'Remove the setting; those about connections, shared memory and message queues are kept.',
  bad: `services:
  agent:
    image: agent
    sysctls: { net.ipv4.ip_forward: 1 }
`,
  good: `services:
  agent:
    image: agent
    sysctls: { net.core.somaxconn: 1024 }
`,
  roles: 'contained',
  exceptable: true,
  check({ name, node, plan, whole }, report) {
    const trusted = !isGoverned(plan) && exposureOf(whole, name) === undefined
    for (const [setting, value] of entriesAt(node, 'sysctls')) {
      if (harmless.test(setting) || (trusted && !/^net[./]ipv6[./]/.test(setting))) continue
      report(value, `${name} would set ${setting}.`)
    }
  },
}
