import { createSocket } from 'node:dgram'
import { decode, encode } from 'dns-packet'

// Knows the names of the example's internet, where no Docker network knows them. Arguments: ADDRESS NAME=IP…

const [address, ...pairs] = process.argv.slice(2)
const names = new Map(pairs.map((pair) => pair.split('=')))
const RECURSION_AVAILABLE = 1 << 7
const NO_SUCH_NAME = 3

const socket = createSocket('udp4')
socket.on('message', (message, from) => {
  const { id, questions } = decode(message)
  const [question] = questions
  const data = names.get(question?.name.toLowerCase())
  const answers =
    data !== undefined && question.type === 'A'
      ? [{ type: 'A', name: question.name, ttl: 60, data }]
      : []
  const flags = RECURSION_AVAILABLE | (data === undefined ? NO_SUCH_NAME : 0)
  socket.send(encode({ type: 'response', id, flags, questions, answers }), from.port, from.address)
})
socket.bind(53, address, () => console.log('name server: listening'))
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(0))
