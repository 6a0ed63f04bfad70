import { createServer } from 'node:https'

/** Serves over TLS with the certificate from the environment, until it is told to stop. */
export function serve(name, handle, { address = '0.0.0.0' } = {}) {
  const { TLS_CERTIFICATE: cert, TLS_KEY: key } = process.env
  const server = createServer({ cert, key }, (request, response) => {
    handle(request, response).catch((error) => {
      console.error(`${name}: ${error.message}`)
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })
  server.listen(443, process.env.ADDRESS ?? address, () => console.log(`${name}: listening`))
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(0))
}
