import { entriesAt, type Rule } from '../rule.ts'

const harmless =
  /^(?:net\.core\.somaxconn|net\.ipv4\.(?:tcp_[a-z0-9_]+|ip_local_port_range|ip_unprivileged_port_start|ping_group_range)|kernel\.(?:shm[a-z_]+|msg[a-z]+|sem)|fs\.mqueue\.[a-z_]+)$/

export const noKernelSetting: Rule = {
  id: 'no-kernel-setting',
  severity: 'error',
  action: 'refuse',
  reason:
    'Kernel settings can turn a container into a router or change how it is seen from outside.',
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
  roles: 'exposed',
  exceptable: true,
  check({ name, node }, report) {
    for (const [setting, value] of entriesAt(node, 'sysctls')) {
      if (!harmless.test(setting)) report(value, `${name} would set ${setting}.`)
    }
  },
}
