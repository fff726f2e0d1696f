import { beforeEach, expect, test } from 'vitest'
import type { Message } from '../contract/message'
import type { Bubble } from './bubble'
import { gagarin, tereshkova } from '../testing/cast'
import { Line } from '../testing/line'
import { Server } from '../testing/server'
import { openTabAsGagarin, settle } from '../testing/tab'

let server: Server
const id = 'chat-2'
const texts = (items: readonly Bubble[]) => items.map(({ text }) => text)
const syncs = () => server.saidOf<{ chats: Record<string, number> }>('sync')

beforeEach(() => {
  server = new Server()
  server.chat(tereshkova)
})

async function enter(more?: number) {
  const tab = await openTabAsGagarin()
  const thread = tab.messages.of(id)
  await thread.enter(more)
  await settle()
  return { ...tab, thread }
}

function converse(count: number) {
  for (let i = 1; i <= count; i++) server.write(id, i % 2 ? tereshkova : gagarin, `№ ${i}`)
}

test('a message that somebody writes appears at once', async () => {
  const { thread, chats } = await enter()
  server.write(id, tereshkova, 'Приём')
  expect(texts(thread.items)).toEqual(['Приём'])
  expect(chats.find(id)).toMatchObject({ unread_count: 1, last_message: { text: 'Приём' } })
})

test('the same event told twice changes nothing', async () => {
  const { thread, chats } = await enter()
  const said = server.write(id, tereshkova, 'Приём')
  Line.say('message:new', said)
  expect(thread.items).toHaveLength(1)
  expect(chats.find(id)?.unread_count).toBe(1)
})

test('a lost event is noticed at the next one, and one sync brings it', async () => {
  const { thread, chats } = await enter()
  const before = syncs().length
  server.isSpreading = false
  server.write(id, tereshkova, 'Первый')
  server.isSpreading = true
  server.write(id, tereshkova, 'Второй')
  expect(thread.items).toEqual([])
  await settle(800)
  expect(texts(thread.items)).toEqual(['Первый', 'Второй'])
  expect(chats.find(id)?.unread_count).toBe(2)
  await settle(5_000)
  expect(syncs().slice(before)).toEqual([{ cursor: 'now', chats: { [id]: 0 } }])
})

test('a chat nobody has looked at is healed through its row', async () => {
  const { chats } = await openTabAsGagarin()
  server.isSpreading = false
  server.write(id, tereshkova, 'Первый')
  server.isSpreading = true
  server.write(id, tereshkova, 'Второй')
  await settle(800)
  expect(chats.find(id)).toMatchObject({ unread_count: 2, version: 2, last_message: { text: 'Второй' } })
  server.write(id, tereshkova, 'Третий')
  expect(chats.find(id)?.unread_count).toBe(3)
})

test('the server says that a chat is stale, and it is brought up to date', async () => {
  const { thread } = await enter()
  server.isSpreading = false
  server.write(id, tereshkova, 'Приём')
  Line.say('chat:stale', { chat_id: id, version: 1 })
  await settle(800)
  expect(texts(thread.items)).toEqual(['Приём'])
})

test('edits, deletions, pins and reactions reach messages that are held', async () => {
  converse(3)
  const { thread } = await enter()
  server.change(id, 1, 'message:edit', { text: 'иначе', edited: true })
  server.change(id, 2, 'message:delete', { deleted: true, text: '' })
  server.change(id, 3, 'message:pin', { pinned: true })
  expect(thread.items).toMatchObject([{ text: 'иначе', edited: true }, { deleted: true, text: '' }, { pinned: true }])
})

test('my reaction is mine, and another’s is not', async () => {
  converse(1)
  const { thread } = await enter()
  const reaction = { id: `${id}-1`, chat_id: id, seq: 1, emoji: '🚀', added: true }
  Line.say('message:reaction', {
    ...reaction,
    version: 2,
    reactions: [{ emoji: '🚀', count: 1 }],
    user_id: tereshkova.id,
  })
  expect(thread.items[0]).toMatchObject({ reactions: [{ emoji: '🚀', count: 1 }], my_reactions: [] })
  Line.say('message:reaction', { ...reaction, version: 3, reactions: [{ emoji: '🚀', count: 2 }], user_id: gagarin.id })
  expect(thread.items[0]).toMatchObject({ reactions: [{ emoji: '🚀', count: 2 }], my_reactions: ['🚀'] })
})

test('a quote loses its words when its message is deleted', async () => {
  converse(1)
  const parent = { id: `${id}-1`, seq: 1, sender_name: 'Валентина', type: 'text', text: '№ 1', deleted: false } as const
  server.write(id, gagarin, 'Поехали')
  server.change(id, 2, 'message:edit', { reply_to: parent })
  const { thread } = await enter()
  expect(thread.items[1]?.reply_to?.text).toBe('№ 1')
  server.change(id, 1, 'message:delete', { deleted: true, text: '' })
  expect(thread.items[1]?.reply_to).toMatchObject({ deleted: true, text: '' })
})

test('a quote told to all without a name gets it from the message it is of', async () => {
  converse(1)
  const { thread } = await enter()
  const hidden = { id: `${id}-1`, seq: 1, sender_name: '', type: 'text', text: '', deleted: false } as const
  const [parent] = thread.items
  server.write(id, gagarin, 'Поехали', null, { reply_to: hidden })
  const named = { sender_name: parent?.sender.display_name, text: parent?.text }
  expect(thread.items[1]?.reply_to).toMatchObject(named)
  server.change(id, 1, 'message:edit', { text: 'Как слышно?' })
  expect(thread.items[1]?.reply_to).toMatchObject({ ...named, text: 'Как слышно?' })
})

test('history comes page by page, and the page before joins what is there', async () => {
  converse(120)
  server.chats.set(id, { ...server.chats.get(id)!, unread_count: 0, last_read_seq: 120 })
  const { thread } = await enter()
  expect(thread.items[0]?.seq).toBe(71)
  expect([thread.hasMoreBefore, thread.hasMoreAfter]).toEqual([true, false])
  await thread.loadBefore()
  await thread.loadBefore()
  expect(thread.items.map(({ seq }) => seq)).toEqual(Array.from({ length: 120 }, (_, i) => i + 1))
  expect(thread.hasMoreBefore).toBe(false)
})

test('two askings for the same page fetch it once', async () => {
  converse(120)
  const { thread } = await enter(120)
  const before = server.calls.length
  await Promise.all([thread.loadBefore(), thread.loadBefore()])
  expect(server.calls).toHaveLength(before + 1)
})

test('a chat opens at the first unread message, and the divider stays until I answer', async () => {
  converse(200)
  server.chats.set(id, { ...server.chats.get(id)!, unread_count: 50, last_read_seq: 100 })
  const { thread } = await enter()
  expect(thread.unreadFrom).toBe(101)
  expect(thread.hasMoreAfter).toBe(true)
  thread.markRead(105)
  await settle(1000)
  expect(thread.unreadFrom).toBe(101)
  thread.send('Слышу')
  expect(thread.unreadFrom).toBeNull()
})

test('after a jump into the past the end is still there, without asking for it again', async () => {
  converse(300)
  const { thread } = await enter(300)
  await thread.loadAround(20)
  expect(thread.items.some(({ seq }) => seq === 20)).toBe(true)
  expect(thread.hasMoreAfter).toBe(true)
  const before = server.calls.length
  await thread.loadNewest()
  expect(thread.items.at(-1)?.seq).toBe(300)
  expect(server.calls).toHaveLength(before)
})

test('while one looks at the past, news belong to the end', async () => {
  converse(300)
  const { thread } = await enter(300)
  await thread.loadAround(20)
  server.write(id, tereshkova, 'Свежее')
  expect(texts(thread.items)).not.toContain('Свежее')
  await thread.loadNewest()
  expect(thread.items.at(-1)?.text).toBe('Свежее')
})

test('a page that was read before an event does not undo it', async () => {
  converse(2)
  server.meanwhile.set(`GET /api/chats/${id}/messages?limit=50&around=1`, () => {
    server.change(id, 1, 'message:edit', { text: 'поправлено' })
    server.write(id, tereshkova, 'Третий')
  })
  const { thread } = await enter()
  expect(texts(thread.items)).toEqual(['поправлено', '№ 2', 'Третий'])
})

test('what cannot be loaded says why, and can be tried again', async () => {
  converse(1)
  server.refuse(`GET /api/chats/${id}/messages?limit=50&around=1`, { status: 503, code: 'overloaded', detail: '' })
  const { thread } = await enter()
  expect(thread.failed?.code).toBe('overloaded')
  await thread.reload()
  expect(thread.failed).toBeNull()
  expect(thread.items).toHaveLength(1)
})

test('a chat that is not mine is not found', async () => {
  const { messages } = await openTabAsGagarin()
  server.refuse('GET /api/chats/chat-9', { status: 404, code: 'chat_not_found', detail: '' })
  await messages.of('chat-9').enter()
  expect(messages.of('chat-9').failed?.code).toBe('chat_not_found')
})

test('too many changes to tell one by one: what is shown is fetched anew', async () => {
  converse(3)
  const { thread } = await enter(3)
  server.isSpreading = false
  server.change(id, 1, 'message:edit', { text: 'переписано' })
  server.truncated.add(id)
  Line.say('chat:stale', { chat_id: id, version: 4 })
  await settle(800)
  server.truncated.clear()
  expect(thread.items[0]?.text).toBe('переписано')
  server.isSpreading = true
  server.write(id, tereshkova, 'Дальше')
  expect(thread.items.at(-1)?.text).toBe('Дальше')
})

test('looking elsewhere meanwhile does not keep it from being fetched anew', async () => {
  converse(120)
  const { thread } = await enter()
  server.isSpreading = false
  server.change(id, 10, 'message:edit', { text: 'переписано' })
  const shown = thread.loadAround(100)
  await Promise.resolve()
  await Promise.all([shown, thread.news.renew(121)])
  expect(thread.items.some(({ seq }) => seq === 100)).toBe(true)
  await thread.loadAround(10)
  expect(thread.items.find(({ seq }) => seq === 10)?.text).toBe('переписано')
})

test('a chat that is gone leaves the list and its page', async () => {
  const { chats, route } = await enter()
  route.open(id)
  Line.say('chat:gone', { chat_id: id })
  expect(chats.items).toEqual([])
  expect(route.chatId).toBeNull()
})

test.each<[string, Partial<Record<keyof Message, unknown>>]>([
  ['entities', { entities: null }],
  ['an entity', { entities: [{ type: 'bold', offset: 0 }, null] }],
  ['reactions', { reactions: null }],
  ['a sender', { sender: null }],
  ['attachments', { type: 'photo', attachments: [null] }],
  ['a time', { created_at: null }],
  ['words', { text: undefined }],
  ['a whole quote', { reply_to: { id: '1', sender_name: 'Юрий' } }],
])('a message that comes without %s is marked as broken, and the next one is not', async (_, damage) => {
  const { thread, chats } = await enter()
  server.write(id, tereshkova, 'Раз', null, damage as Partial<Message>)
  expect(thread.items).toMatchObject([{ seq: 1, broken: true, entities: [] }])
  expect(chats.find(id)).toMatchObject({ unread_count: 1, last_message: { broken: true } })
  server.write(id, tereshkova, 'Два')
  expect(thread.items).toMatchObject([{ broken: true }, { text: 'Два' }])
  expect(thread.items[1]?.broken).toBeUndefined()
  expect(chats.find(id)).toMatchObject({ unread_count: 2, last_message: { text: 'Два' } })
})

test('a broken message told anew in its right shape is shown', async () => {
  const { thread, chats } = await enter()
  server.write(id, tereshkova, 'Раз', null, { entities: null } as unknown as Partial<Message>)
  server.change(id, 1, 'message:edit', { entities: [], edited: true })
  expect(thread.items[0]).toMatchObject({ text: 'Раз', edited: true })
  expect(thread.items[0]?.broken).toBeUndefined()
  expect(chats.find(id)?.last_message?.broken).toBeUndefined()
})

test('an event that does not say where it belongs counts as lost', async () => {
  const { thread } = await enter()
  server.isSpreading = false
  const said = server.write(id, tereshkova, 'Раз')
  server.isSpreading = true
  Line.say('message:new', { ...said, version: null })
  expect(thread.items).toEqual([])
  server.write(id, tereshkova, 'Два')
  await settle(800)
  expect(texts(thread.items)).toEqual(['Раз', 'Два'])
})

test('after an absence everything is right again', async () => {
  converse(2)
  const { thread, connection } = await enter(2)
  server.goDown()
  expect(connection.state).toBe('offline')
  server.write(id, tereshkova, 'Пока тебя не было')
  server.change(id, 1, 'message:delete', { deleted: true, text: '' })
  server.isUp = true
  await settle(20_000)
  expect(connection.state).toBe('online')
  expect(texts(thread.items)).toEqual(['', '№ 2', 'Пока тебя не было'])
})

test('a mark is told once while one reads on, and not while nobody looks', async () => {
  converse(6)
  const { thread, chats } = await enter()
  thread.markRead(2)
  thread.markRead(6)
  thread.markRead(4)
  await settle(1000)
  expect(server.saidOf('chat:read')).toEqual([{ chat_id: id, seq: 6 }])
  expect(chats.find(id)).toMatchObject({ last_read_seq: 6, unread_count: 0 })
  document.hasFocus = () => false
  server.write(id, tereshkova, 'Эй')
  thread.markRead(7)
  await settle(1000)
  expect(server.saidOf('chat:read')).toHaveLength(1)
  document.hasFocus = () => true
  dispatchEvent(new Event('focus'))
  await settle()
  expect(server.saidOf('chat:read').at(-1)).toEqual({ chat_id: id, seq: 7 })
})
