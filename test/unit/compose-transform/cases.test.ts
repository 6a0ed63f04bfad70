// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables are those of Compose
import { expect, it } from 'vitest'
import { escapes, fileOf } from './generator.ts'

/**
 * The 46 known cases by which a service leaves its sandbox, by number, and the setting with which the generator makes
 * each. Three are not settings: what an engine does with a closed network (10, 11) and what happens to a running
 * project (46) are tested on engines, in test/e2e.
 */
const cases: ReadonlyMap<number, string> = new Map([
  [1, 'network_mode: "${NM:-host}"'],
  [2, 'network_mode: "service:other"'],
  [3, 'network_mode: "container:abc"'],
  [4, 'network_mode: bridge'],
  [5, 'networks: {}'],
  [6, 'networks: [open, shared]'],
  [7, 'networks: [lan]'],
  [8, 'network_mode: outside'],
  [9, 'aliases: [api.openai.com], ipv4_address: 192.0.2.9, gw_priority: 1'],
  [12, 'dns_search: [evil.test]'],
  [13, 'ports: ["0.0.0.0:8080:80", "443"]'],
  [14, 'host-gateway'],
  [15, 'external_links: [abc]'],
  [16, 'volumes: ["//var/run/./docker.sock:/s"]'],
  [17, 'use_api_socket: true'],
  [18, 'volumes: [root:/s]'],
  [19, 'volumes: ["~/.ssh:/s"]'],
  [20, 'propagation: rshared'],
  [21, 'volumes_from: ["container:abc"]'],
  [22, 'privileged: "${P:-yes}"'],
  [23, 'cap_add: [cap_sys_admin]'],
  [24, 'no-new-privileges:false", "systempaths=unconfined"'],
  [25, 'userns_mode: host'],
  [26, 'device_cgroup_rules'],
  [27, 'cgroup_parent: /'],
  [28, 'user: root'],
  [29, 'logging: { driver: syslog'],
  [30, 'build: { context: ., network: host, privileged: true }'],
  [31, 'image: example.com/x:latest'],
  [32, 'secrets: [token]'],
  [33, 'environment: { HTTP_PROXY: "", NO_PROXY: "*", SSL_CERT_FILE: /x }'],
  [34, 'configs: [shadow]'],
  [35, 'provider: { type: model }'],
  [36, 'models: [llm]'],
  [37, 'pre_start: [{ command: x, privileged: true }]'],
  [38, 'post_start: [{ command: x, privileged: true, user: root }]'],
  [39, 'develop: { watch: [{ path: ./src, action: sync+exec'],
  [40, 'healthcheck: { test: curl'],
  [41, 'depends_on: [other]'],
  [42, 'deploy: { replicas: 2'],
  [43, 'labels: { ai.docker.governance.role: x }'],
  [44, 'profiles: [debug]'],
  [45, 'isolation: hyperv'],
])

it('the generator makes every one of the 46 known cases', () => {
  const numbers = Array.from({ length: 46 }, (_, at) => at + 1)
  expect(numbers.filter((number) => !cases.has(number))).toEqual([10, 11, 46])
  for (const [number, part] of cases) {
    const setting = escapes.find((one) => one.includes(part))
    expect([number, setting]).not.toEqual([number, undefined])
    expect(fileOf([['agent', 'agent', [setting ?? '']]]).text).toContain(part)
  }
})
