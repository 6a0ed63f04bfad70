import { openStore } from '../../../audit/store.ts'
import { startBroker } from '../../../sidecars/broker/broker.ts'
import { run as credentials } from '../../../sidecars/broker/credentials.ts'
import { administrationSocket } from '../../../sidecars/broker/main.ts'
import { run as unlock } from '../../../sidecars/broker/unlock.ts'
import { readConfiguration } from '../../../sidecars/configuration.ts'

/** The roles of a broker container, with directories and a port of the test's own. */
const [role, ...args] = process.argv.slice(2)
if (role === 'unlock') process.exitCode = await unlock(args)
else if (role === 'credentials') process.exitCode = await credentials(args)
else {
  const { AUDIT = '', STATE = '', GOVERNANCE_CONFIGURATION = '' } = process.env
  const configuration = readConfiguration(GOVERNANCE_CONFIGURATION)
  const { project } = configuration
  const broker = await startBroker({
    configuration,
    store: await openStore({ directory: AUDIT, project, writer: 'broker' }),
    stateDirectory: STATE,
    listen: { host: '127.0.0.1', port: 0 },
    administration: administrationSocket(),
  })
  process.stdout.write(`${broker.port}\n`)
}
