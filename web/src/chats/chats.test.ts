import { beforeEach, expect, test } from 'vitest'
import { gagarin, korolev, tereshkova } from '../testing/cast'
import { Line } from '../testing/line'
import { Server } from '../testing/server'
import { openTabAsGagarin, settle } from '../testing/tab'

let server: Server

beforeEach(() => {
  server = new Server()
})

const day = (n: number) => `2026-11-0${n}T00:00:00.000Z`

test('pinned chats come first, then the latest', async () => {
  server.chat(tereshkova, { updated_at: day(3) })
  server.chat(korolev, { updated_at: day(1), pinned: true })
  server.chat(gagarin, { updated_at: day(5), type: 'saved', peer: null })
  const { chats } = await openTabAsGagarin()
  expect(chats.items.map(({ id }) => id)).toEqual(['chat-3', 'chat-1', 'chat-2'])
})

test('a message lifts its chat', async () => {
  server.chat(tereshkova, { updated_at: day(1) })
  server.chat(korolev, { updated_at: day(2) })
  const { chats } = await openTabAsGagarin()
  server.write('chat-2', tereshkova, 'Приём')
  expect(chats.items[0]?.id).toBe('chat-2')
})

test('the filter knows neither capitals nor ё, and looks at usernames too', async () => {
  server.chat(tereshkova)
  server.chat(korolev)
  const { chats } = await openTabAsGagarin()
  const found = (query: string) => {
    chats.query = query
    return chats.found.map(({ title }) => title)
  }
  expect(found('КОРОЛЕВ')).toEqual(['Сергей Королёв'])
  expect(found('королёв')).toEqual(['Сергей Королёв'])
  expect(found('@teresh')).toEqual(['Валентина Терешкова'])
  expect(found('луна')).toEqual([])
  expect(found('  ')).toHaveLength(2)
})

test('my own notes are found by the name I see', async () => {
  server.chat(gagarin, { type: 'saved', title: '', peer: null })
  const { chats, locale } = await openTabAsGagarin()
  locale.use('ru')
  chats.query = 'избр'
  expect(chats.found).toHaveLength(1)
})

test('unread messages are counted over all chats, those not here yet included', async () => {
  server.chat(tereshkova, { unread_count: 2 })
  server.unreadElsewhere = 5
  server.isAnswering = false
  const { chats } = await openTabAsGagarin()
  expect(chats.unreadTotal).toBe(7)
})

test('a new chat appears when somebody writes for the first time', async () => {
  const { chats, people } = await openTabAsGagarin()
  Line.say('chat:new', server.chat(tereshkova))
  server.write('chat-2', tereshkova, 'Привет')
  expect(chats.items).toMatchObject([{ unread_count: 1, last_message: { text: 'Привет' } }])
  expect(people.get('2')?.display_name).toBe('Валентина Терешкова')
})

test('a message in a chat nobody told us of brings the chat', async () => {
  const { chats } = await openTabAsGagarin()
  server.chat(tereshkova)
  server.write('chat-2', tereshkova, 'Привет')
  await settle()
  expect(chats.items).toMatchObject([{ id: 'chat-2', unread_count: 1 }])
})

test('reading on another device empties the badge here', async () => {
  server.chat(tereshkova)
  const { chats } = await openTabAsGagarin()
  server.write('chat-2', tereshkova, 'Привет')
  Line.say('chat:read', { chat_id: 'chat-2', user_id: '1', seq: 1, unread_count: 0, unread_mentions_count: 0 })
  expect(chats.find('chat-2')).toMatchObject({ unread_count: 0, last_read_seq: 1 })
})

test('a deleted message counts no more', async () => {
  server.chat(tereshkova)
  const { chats } = await openTabAsGagarin()
  server.write('chat-2', tereshkova, 'Привет')
  server.change('chat-2', 1, 'message:delete', { deleted: true, text: '' })
  expect(chats.find('chat-2')).toMatchObject({ unread_count: 0, last_message: { deleted: true, text: '' } })
})

test('what the chat itself had said counts for nobody when it is deleted', async () => {
  server.chat(tereshkova)
  const { chats } = await openTabAsGagarin()
  server.write('chat-2', tereshkova, 'Привет')
  server.write('chat-2', tereshkova, '', null, { type: 'system' })
  server.change('chat-2', 2, 'message:delete', { deleted: true })
  expect(chats.find('chat-2')).toMatchObject({ unread_count: 1 })
})

test('a row told late does not undo what came since', async () => {
  const old = server.chat(tereshkova)
  const { chats } = await openTabAsGagarin()
  server.write('chat-2', tereshkova, 'Привет')
  chats.learn(old)
  expect(chats.find('chat-2')).toMatchObject({ unread_count: 1, version: 1, last_message: { text: 'Привет' } })
})

test('a row that has missed something is asked for anew instead of counting on', async () => {
  server.chat(tereshkova)
  const { chats } = await openTabAsGagarin()
  server.isSpreading = false
  server.write('chat-2', tereshkova, 'Первое')
  chats.apply({ type: 'message:new', change: server.write('chat-2', tereshkova, 'Второе') })
  await settle()
  expect(chats.find('chat-2')).toMatchObject({ unread_count: 2, version: 2 })
})

test('somebody changes their name, and their chat is called by it', async () => {
  server.chat(tereshkova)
  const { chats, people } = await openTabAsGagarin()
  Line.say('user:update', { ...tereshkova, display_name: 'Чайка' })
  expect(chats.find('chat-2')?.title).toBe('Чайка')
  expect(people.latest(tereshkova).display_name).toBe('Чайка')
})

test('writing to somebody for the first time makes the chat', async () => {
  const { chats } = await openTabAsGagarin()
  server.chat(korolev)
  const chat = await chats.startWith('3')
  expect(chat.id).toBe('chat-3')
  expect(chats.items).toHaveLength(1)
})

test('a list that cannot be loaded says why, and can be tried again', async () => {
  server.chat(tereshkova)
  server.refuse('GET /api/chats?limit=100', { status: 503, code: 'overloaded', detail: '' })
  server.refuse('sync', { code: 'overloaded', detail: '' })
  const { chats } = await openTabAsGagarin()
  expect(chats.failed?.code).toBe('overloaded')
  await chats.retry()
  expect(chats.failed).toBeNull()
  expect(chats.items).toHaveLength(1)
})

test('a draft survives a reload, and lifts its chat once it is left', async () => {
  server.chat(tereshkova, { updated_at: day(1) })
  server.chat(korolev, { updated_at: day(2) })
  const before = await openTabAsGagarin()
  before.messages.of('chat-2').draft = 'Не забыть сказ'
  before.close()
  const { messages, chats, route } = await openTabAsGagarin()
  expect(messages.of('chat-2').draft).toBe('Не забыть сказ')
  expect(chats.items[0]?.id).toBe('chat-2')
  route.open('chat-2')
  expect(chats.items[0]?.id).toBe('chat-3')
})

test('sending empties the draft', async () => {
  server.chat(tereshkova)
  const { messages } = await openTabAsGagarin()
  const thread = messages.of('chat-2')
  thread.draft = 'Поехали!'
  thread.send(thread.draft)
  expect(thread.draft).toBe('')
  expect(Object.keys(localStorage).filter((key) => key.startsWith('kocmoc.draft'))).toEqual([])
})

test('a draft is told once the typing rests, and comes to the other devices', async () => {
  server.chat(tereshkova)
  const { drafts } = await openTabAsGagarin()
  const TOLD = 'PATCH /api/chats/chat-2/settings'
  drafts.write('chat-2', 'Не')
  drafts.write('chat-2', 'Не забыть')
  expect(server.calls).not.toContain(TOLD)
  await settle(1_300)
  expect(server.calls.filter((call) => call === TOLD)).toHaveLength(1)
  expect(server.bodies.get(TOLD)).toEqual({ draft: 'Не забыть' })
  Line.say('chat:update', { chat_id: 'chat-2', draft: 'Не забыть сказать' })
  expect(drafts.of('chat-2')).toBe('Не забыть сказать')
  Line.say('chat:update', { chat_id: 'chat-2', draft: null })
  expect(drafts.of('chat-2')).toBe('')
})

test('what is being typed here is not overwritten from elsewhere, and is told after a break', async () => {
  server.chat(tereshkova, { draft: 'Старое' })
  const { drafts } = await openTabAsGagarin()
  expect(drafts.of('chat-2')).toBe('Старое')
  drafts.write('chat-2', 'Новое')
  Line.say('chat:update', { chat_id: 'chat-2', draft: 'Чужое' })
  expect(drafts.of('chat-2')).toBe('Новое')
  server.goDown()
  await settle(1_300)
  server.isUp = true
  await settle(20_000)
  expect(server.bodies.get('PATCH /api/chats/chat-2/settings')).toEqual({ draft: 'Новое' })
})
