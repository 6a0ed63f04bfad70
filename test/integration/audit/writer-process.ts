import { openStore } from '../../../audit/store.ts'
import { draft } from '../../unit/audit/events.ts'

/** Appends under load until it is killed, and prints the id of each event once the store vouches for it. */
const [directory = '', session = ''] = process.argv.slice(2)
const store = await openStore({
  directory,
  project: 'demo',
  writer: 'proxy',
  segmentBytes: 200_000,
})
process.stdout.write('open\n')
for (let worker = 0; worker < 32; worker += 1) {
  void (async () => {
    for (let count = 0; ; count += 1) {
      const receipt = await store.append(
        draft({ resource: `${session}-${worker}-${count}:443`, reason: 'x'.repeat(count % 900) }),
      )
      process.stdout.write(`${receipt.id}\n`)
    }
  })()
}
