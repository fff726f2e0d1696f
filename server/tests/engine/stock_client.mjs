// The stock JavaScript client through a whole life: node stock_client.mjs <folder of package.json> <url> <transports>
// Prints what it saw as one line of JSON.
import { createRequire } from 'node:module'
import { join } from 'node:path'

const [folder, url, transports] = process.argv.slice(2)
const { io } = createRequire(join(folder, 'package.json'))('socket.io-client')

const seen = {}
const options = { transports: transports.split(','), reconnectionDelay: 10, forceNew: true, auth: { token: 'vostok' } }
const once = (emitter, event) => new Promise((resolve) => emitter.once(event, (...values) => resolve(values)))

const socket = io(url, options)
socket.on('altitude?', (answer) => answer(327))
const numbers = []
socket.on('number', (number) => numbers.push(number))

await once(socket, 'connect')
const wanted = transports.split(',').at(-1)
if (socket.io.engine.transport.name !== wanted) await once(socket.io.engine, 'upgrade')
seen.transport = socket.io.engine.transport.name
seen.echo = await socket.emitWithAck('echo', 1, { text: 'Поехали! 漢 🚀' })
seen.unknown = await socket.emitWithAck('launch')
seen.failing = await socket.emitWithAck('fail')
seen.asked = await socket.emitWithAck('ask')

await socket.emitWithAck('burst')
seen.burst = numbers.length
seen.ordered = numbers.every((number, index) => number === index)

const words = once(socket, 'maintenance')
const left = once(socket, 'disconnect')
socket.emit('leave', false)
seen.words = await words
seen.left = (await left)[0]
await once(socket, 'connect')
seen.back = await socket.emitWithAck('echo', 'back')

socket.emit('leave', true)
seen.dismissed = (await once(socket, 'disconnect'))[0]
seen.active = socket.active

const stranger = io(url, { ...options, auth: { token: 'mercury' } })
const [refusal] = await once(stranger, 'connect_error')
seen.refusal = [refusal.message, refusal.data]
stranger.disconnect()

const lost = io(`${url}/nowhere`, options)
seen.nowhere = (await once(lost, 'connect_error'))[0].message
lost.disconnect()

console.log(JSON.stringify(seen))
