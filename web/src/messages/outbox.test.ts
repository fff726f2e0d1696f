import { beforeEach, expect, test } from 'vitest'
import { gagarin, korolev, tereshkova } from '../testing/cast'
import { Line } from '../testing/line'
import { Server } from '../testing/server'
import { openTabAsGagarin, settle } from '../testing/tab'

let server: Server
const id = 'chat-2'
const sends = () => server.saidOf<{ chat_id: string; client_id: string; text: string }>('message:send')

beforeEach(() => {
  server = new Server()
  server.chat(tereshkova)
  server.chat(korolev)
})

async function enter() {
  const tab = await openTabAsGagarin()
  const thread = tab.messages.of(id)
  await thread.enter()
  await settle()
  return { ...tab, thread }
}

test('what I write is there at once, and keeps its key when the server has it', async () => {
  const { thread } = await enter()
  thread.send('Поехали!')
  const [pending] = thread.items
  expect(pending).toMatchObject({ text: 'Поехали!', state: 'sending', mine: true, seq: 0 })
  await settle()
  expect(thread.items).toMatchObject([{ key: pending?.key, text: 'Поехали!', state: 'sent', seq: 1, id: `${id}-1` }])
})

test('neither nothing nor too much is sent', async () => {
  const { thread } = await enter()
  expect(thread.send(' \n ')).toBe(false)
  expect(thread.send('🚀'.repeat(4097))).toBe(false)
  expect(thread.send('🚀'.repeat(4096))).toBe(true)
})

test('an event that comes before the acknowledgement does not double the message', async () => {
  const { thread } = await enter()
  thread.send('Поехали!')
  thread.send('Дальше')
  await settle()
  expect(thread.items.map(({ text }) => text)).toEqual(['Поехали!', 'Дальше'])
})

test('an acknowledged message stays visible while an earlier one is still missing', async () => {
  const { thread } = await enter()
  server.isSpreading = false
  server.write(id, tereshkova, 'Пропущенное')
  thread.send('Поехали!')
  await settle(100)
  expect(thread.items).toMatchObject([{ text: 'Поехали!', state: 'sent' }])
  await settle(800)
  expect(thread.items.map(({ text }) => text)).toEqual(['Пропущенное', 'Поехали!'])
})

test('without a connection messages wait, and leave in the order in which they were written', async () => {
  const { thread, messages } = await enter()
  server.goDown()
  thread.send('один')
  messages.of('chat-3').send('два')
  thread.send('три')
  await settle(3_000)
  expect(thread.items.map(({ state }) => state)).toEqual(['sending', 'sending'])
  server.isUp = true
  await settle(20_000)
  expect(sends().map(({ text }) => text)).toEqual(['один', 'два', 'три'])
  expect(thread.items.map(({ text, state }) => [text, state])).toEqual([
    ['один', 'sent'],
    ['три', 'sent'],
  ])
})

test('a reload loses nothing that was not acknowledged', async () => {
  const before = await enter()
  server.goDown()
  before.thread.send('Переживу')
  before.thread.send('перезагрузку')
  before.close()
  server.isUp = true
  const { thread } = await enter()
  await settle(1_000)
  expect(server.history.get(id)?.map(({ text }) => text)).toEqual(['Переживу', 'перезагрузку'])
  expect(thread.items.map(({ state }) => state)).toEqual(['sent', 'sent'])
  expect(Object.keys(localStorage).filter((key) => key.startsWith('kocmoc.outbox'))).toEqual([])
})

test('a message whose acknowledgement was lost is sent again under the same id, and exists once', async () => {
  const { thread } = await enter()
  server.isAcknowledging = false
  server.isSpreading = false
  thread.send('Поехали!')
  await settle(10_000)
  server.isAcknowledging = true
  await settle(20_000)
  const ids = sends().map(({ client_id }) => client_id)
  expect(ids.length).toBeGreaterThan(1)
  expect(new Set(ids).size).toBe(1)
  expect(thread.items).toMatchObject([{ text: 'Поехали!', state: 'sent' }])
})

test('told to slow down, the queue waits as long as it must and goes on by itself', async () => {
  const { thread } = await enter()
  server.refuse('message:send', { code: 'slow_down', detail: '', retry_after: 2 })
  thread.send('Тише едешь')
  thread.send('дальше будешь')
  await settle(1_900)
  expect(server.history.get(id)).toEqual([])
  await settle(2_200)
  expect(thread.items.map(({ text, state }) => [text, state])).toEqual([
    ['Тише едешь', 'sent'],
    ['дальше будешь', 'sent'],
  ])
})

test('after that the queue keeps its pace, or it would be told again with every message', async () => {
  const { thread } = await enter()
  server.refuse('message:send', { code: 'slow_down', detail: '', retry_after: 0.3 })
  for (const text of ['раз', 'два', 'три']) thread.send(text)
  await settle(350)
  expect(sends()).toHaveLength(2)
  await settle(300)
  expect(sends()).toHaveLength(3)
  await settle(300)
  expect(thread.items.map(({ state }) => state)).toEqual(['sent', 'sent', 'sent'])
  thread.send('снова свободно')
  await settle()
  expect(sends()).toHaveLength(5)
})

test('sent into a chat whose history is not here, a message leaves the outbox once the row has it', async () => {
  const { messages, outbox, chats } = await openTabAsGagarin()
  server.isSpreading = false
  server.write(id, tereshkova, 'Пропущенное')
  messages.of(id).send('Поехали!')
  await settle(100)
  expect(outbox.of(id)).toMatchObject([{ state: 'sent' }])
  await settle(800)
  expect(outbox.of(id)).toEqual([])
  expect(chats.find(id)?.last_message?.text).toBe('Поехали!')
})

test('a message that is refused says why, and the next one goes on', async () => {
  const { thread } = await enter()
  server.refuse('message:send', { code: 'not_accepted', detail: '' })
  thread.send('Нельзя')
  thread.send('Можно')
  await settle()
  expect(thread.items.map(({ text, state, error }) => [text, state, error])).toEqual([
    ['Можно', 'sent', null],
    ['Нельзя', 'failed', 'not_accepted'],
  ])
})

test('a refused message can be tried again, or thrown away', async () => {
  const { thread } = await enter()
  server.refuse('message:send', { code: 'not_accepted', detail: '' })
  server.refuse('message:send', { code: 'not_accepted', detail: '' })
  thread.send('раз')
  thread.send('два')
  await settle()
  const [one, two] = thread.items
  thread.retry(one?.key ?? '')
  thread.discard(two?.key ?? '')
  await settle()
  expect(thread.items.map(({ text, state }) => [text, state])).toEqual([['раз', 'sent']])
})

test('a chat with something unsent stands where a new message would put it, and shows it', async () => {
  server.write('chat-3', korolev, 'Недавнее')
  const { chats, messages, thread } = await enter()
  expect(chats.items[0]?.id).toBe('chat-3')
  server.goDown()
  thread.send('Жду связи')
  expect(chats.items[0]?.id).toBe(id)
  expect(messages.preview(chats.items[0]!)).toMatchObject({ text: 'Жду связи', state: 'sending' })
})

test('somebody who copies my client id cannot put their message in the place of mine', async () => {
  const { thread } = await enter()
  thread.send('Моё')
  await settle()
  const mine = thread.items[0]
  server.write(id, tereshkova, 'Чужое', mine?.client_id)
  expect(thread.items.map(({ key }) => key)).toEqual([mine?.key, `${id}-2`])
})

test('sent on another device, a message of mine appears here as mine', async () => {
  const { thread, chats } = await enter()
  server.write(id, gagarin, 'С телефона', crypto.randomUUID())
  expect(thread.items[0]).toMatchObject({ mine: true, state: 'sent' })
  expect(chats.find(id)?.unread_count).toBe(0)
})

test('two ticks come when the other has read it', async () => {
  const { thread } = await enter()
  thread.send('Поехали!')
  await settle()
  expect(thread.stateOf(thread.items[0]!)).toBe('sent')
  Line.say('chat:read', { chat_id: id, user_id: tereshkova.id, seq: 1 })
  expect(thread.stateOf(thread.items[0]!)).toBe('read')
})
