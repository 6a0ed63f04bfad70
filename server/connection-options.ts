import { type ConnectionOptions, LSPErrorCodes } from 'vscode-languageserver'

/** A request that is cancelled while it still waits is answered at once instead of being worked on first. */
export const connectionOptions: ConnectionOptions = {
  connectionStrategy: {
    cancelUndispatched: (message) =>
      'id' in message && 'method' in message
        ? ({
            jsonrpc: '2.0',
            id: (message as { id: number | string }).id,
            error: { code: LSPErrorCodes.RequestCancelled, message: 'cancelled' },
          } as never)
        : undefined,
  },
}
