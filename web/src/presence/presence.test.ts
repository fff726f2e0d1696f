import { beforeEach, expect, test } from 'vitest'
import { korolev, tereshkova } from '../testing/cast'
import { Line } from '../testing/line'
import { Server } from '../testing/server'
import { openTabAsGagarin, settle } from '../testing/tab'

let server: Server
const chat_id = 'chat-2'

beforeEach(() => {
  server = new Server()
  server.chat({ ...tereshkova, online: true })
})

test('who is here is told by answers and presence events, never by other events', async () => {
  const { presence } = await openTabAsGagarin()
  expect(presence.of('2').online).toBe(true)
  Line.say('user:update', { ...tereshkova, online: false })
  expect(presence.of('2').online).toBe(true)
  Line.say('presence:update', { user_id: '2', online: false, last_seen_at: '2026-11-23T06:00:00.000Z' })
  expect(presence.of('2')).toEqual({ online: false, last_seen_at: '2026-11-23T06:00:00.000Z' })
})

test('somebody writes, until they stop, send, or six seconds pass', async () => {
  const { typing } = await openTabAsGagarin()
  const start = () => Line.say('typing:start', { chat_id, user_id: '2', action: 'text' })
  start()
  expect(typing.of(chat_id)).toEqual([{ user_id: '2', action: 'text' }])
  Line.say('typing:stop', { chat_id, user_id: '2', action: 'text' })
  expect(typing.of(chat_id)).toEqual([])
  start()
  server.write(chat_id, tereshkova, 'Готово')
  expect(typing.of(chat_id)).toEqual([])
  start()
  await settle(5_900)
  expect(typing.of(chat_id)).toHaveLength(1)
  await settle(200)
  expect(typing.of(chat_id)).toEqual([])
})

test('I am told to be writing every three seconds at most, and to have stopped when I leave', async () => {
  const { messages } = await openTabAsGagarin()
  const thread = messages.of(chat_id)
  const told = () => server.said.map(({ event }) => event).filter((event) => event.startsWith('typing'))
  thread.typing()
  await settle(1_000)
  thread.typing()
  await settle(2_100)
  thread.typing()
  await settle()
  expect(told()).toEqual(['typing:start', 'typing:start'])
  thread.blur()
  thread.blur()
  await settle()
  expect(told()).toEqual(['typing:start', 'typing:start', 'typing:stop'])
})

test('people are looked for once the typing rests, and only the last question counts', async () => {
  const { PeopleSearch } = await openTabAsGagarin()
  server.people = [korolev]
  const search = new PeopleSearch()
  search.query = 'к'
  expect(search.busy).toBe(false)
  search.query = 'ко'
  search.query = '@кор'
  expect(search.busy).toBe(true)
  await settle(200)
  const asked = server.calls.filter((call) => call.startsWith('GET /api/users?'))
  expect(asked).toEqual([`GET /api/users?${new URLSearchParams({ query: 'кор', limit: '30' }).toString()}`])
  expect(search.users.map(({ username }) => username)).toEqual(['korolev'])
  expect(search.busy).toBe(false)
})
