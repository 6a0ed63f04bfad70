import type { MessagePort } from 'node:worker_threads'
import { readClient } from './client.ts'
import { realDisk } from './disk.ts'
import { RenameRefused } from './features/rename.ts'
import type { FromWorker, ToWorker } from './large-files.ts'
import { documentRequests } from './requests.ts'
import { Session } from './session.ts'

/** Answers about large files in a thread of its own; see LargeFiles. */
export function serveWorker(port: MessagePort): void {
  const session = new Session(realDisk, readClient({}, undefined))
  port.on('message', (message: ToWorker) => {
    switch (message.kind) {
      case 'state':
        session.client = message.client
        session.settings = message.settings
        session.workspace.setFolders(message.folders)
        break
      case 'put':
        session.put(message.uri, message.text, message.version, message.languageId)
        break
      case 'close':
        session.workspace.close(message.uri)
        break
      case 'files-changed':
        session.workspace.filesChanged()
        break
      case 'request':
        void answer(session, message).then((reply) => port.postMessage(reply))
    }
  })
}

async function answer(
  session: Session,
  { id, method, params }: Extract<ToWorker, { kind: 'request' }>,
): Promise<FromWorker> {
  try {
    const request = documentRequests.get(method)
    const file = await session.file((params as { textDocument: { uri: string } }).textDocument.uri)
    if (!request) throw new Error(`no request is called ${method}`)
    return {
      id,
      answer: file ? await request.answer(file, params as never, session) : request.nothing,
    }
  } catch (error) {
    const failed = error instanceof Error ? error.message : String(error)
    return { id, failed, refused: error instanceof RenameRefused }
  }
}
