import { isMainThread, parentPort, Worker } from 'node:worker_threads'
import {
  createConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node.js'
import { serve } from './connection.ts'
import { connectionOptions } from './connection-options.ts'
import { realDisk } from './disk.ts'
import { serveWorker } from './worker.ts'

// One file is the process and its thread for large files, so that a bundle is one file too.
if (isMainThread)
  serve(
    createConnection(
      ProposedFeatures.all,
      new StreamMessageReader(process.stdin),
      new StreamMessageWriter(process.stdout),
      connectionOptions,
    ),
    realDisk,
    () => new Worker(new URL(import.meta.url)),
  )
else if (parentPort) serveWorker(parentPort)
