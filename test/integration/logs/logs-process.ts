import { run } from '../../../sidecars/logs/main.ts'

process.exitCode = await run(process.argv.slice(2))
