/**
 * Where each key of the policy language stands. Used to say where a misplaced key belongs, which is what
 * most slips of indentation come down to. A test holds it against the schema.
 */
export const placesOfKeys: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '': ['apiVersion', 'kind', 'metadata', 'spec'],
    metadata: ['name', 'description', 'labels'],
    spec: ['mode', 'network', 'credentials', 'mcp', 'audit'],
    'spec.network': ['allowedDomains', 'deniedDomains', 'denyLocalNetwork', 'allowedLocal', 'http'],
    'spec.credentials': ['allowedKeys', 'maxExpirationHours', 'bindings'],
    'spec.mcp': ['allowedTools', 'deniedTools', 'arguments'],
    'spec.audit': ['enabled', 'logLevel'],
  }).flatMap(([place, keys]) => keys.map((key): [string, string] => [key, place])),
)
