import { beforeEach, expect, test } from 'vitest'
import type { Scheduled } from '../../contract/message'
import { gagarin, tereshkova } from '../../testing/cast'
import { Line } from '../../testing/line'
import { Server } from '../../testing/server'
import { openTabAsGagarin, settle } from '../../testing/tab'

const id = 'chat-2'
const PATH = `/api/chats/${id}/scheduled`
const tomorrow = new Date('2026-11-24T09:00:00.000Z')
let server: Server
let waiting: Scheduled[]

/** A server that keeps what is put off. */
function keep(draft: Partial<Scheduled>) {
  const kept: Scheduled = {
    id: `later-${waiting.length + 1}`,
    chat_id: id,
    client_id: '',
    type: 'text',
    text: '',
    entities: [],
    attachments: [],
    reply_to_id: null,
    silent: false,
    send_at: '',
    created_at: '2026-11-23T06:11:00.000Z',
    ...draft,
  }
  waiting.push(kept)
  return kept
}

beforeEach(() => {
  waiting = []
  server = new Server()
  server.chat(tereshkova)
  server.answers.set(`POST ${PATH}`, keep)
  server.answers.set(`GET ${PATH}?limit=100`, () => ({ scheduled: waiting, next_cursor: null }))
})

async function enter() {
  const tab = await openTabAsGagarin()
  const { schedule } = await import('./scheduled.svelte')
  const { Conversation } = await import('../conversation.svelte')
  const { toasts } = await import('../../ui/toasts.svelte')
  const conversation = new Conversation(tab.messages.of(id))
  return { ...tab, conversation, later: conversation.later, letters: schedule.of(id), toasts }
}

test('what is written leaves the field only when it is sure to be sent later', async () => {
  const { conversation, later, letters, toasts } = await enter()
  conversation.writing.text = '**Подъём!**'
  later.choose('written')
  server.refuse(`POST ${PATH}`, { code: 'slow_down', detail: '', status: 429 })
  expect(await later.putOff(tomorrow, '')).toBe(false)
  expect(conversation.writing.text).toBe('**Подъём!**')
  expect(toasts.shown).toMatchObject([{ look: 'error' }])

  expect(await later.putOff(tomorrow, '')).toBe(true)
  expect(conversation.writing.text).toBe('')
  expect(letters.items).toMatchObject([{ text: 'Подъём!', send_at: tomorrow.toISOString() }])
  expect(server.bodies.get(`POST ${PATH}`)).toMatchObject({ entities: [{ type: 'bold', offset: 0, length: 7 }] })
})

test('the soonest stands first, and leaves the list when it is said', async () => {
  keep({ client_id: 'one', text: 'Раньше', send_at: '2026-11-23T20:00:00.000Z' })
  const { letters } = await enter()
  await letters.load()
  await letters.add({ text: 'Позже' }, tomorrow)
  await letters.add({ text: 'Между' }, new Date('2026-11-23T22:00:00.000Z'))
  expect(letters.items.map(({ text }) => text)).toEqual(['Раньше', 'Между', 'Позже'])
  Line.say('message:new', server.write(id, gagarin, 'Раньше', 'one'))
  await settle()
  expect(letters.items.map(({ text }) => text)).toEqual(['Между', 'Позже'])
})

test('another wording waits before the first one is taken away', async () => {
  const letter = keep({ text: 'Паехали', send_at: tomorrow.toISOString() })
  const { later, letters } = await enter()
  server.answers.set(`DELETE ${PATH}/${letter.id}`, () => null)
  await letters.load()
  later.choose(letter)
  await later.putOff(new Date('2026-11-25T09:00:00.000Z'), 'Поехали')
  expect(server.calls.slice(-2)).toEqual([`POST ${PATH}`, `DELETE ${PATH}/${letter.id}`])
  expect(letters.items).toMatchObject([{ text: 'Поехали', send_at: '2026-11-25T09:00:00.000Z' }])
})

test('one that has left meanwhile is not said twice', async () => {
  const letter = keep({ text: 'Ушло', send_at: tomorrow.toISOString() })
  const { later, letters, toasts } = await enter()
  await letters.load()
  server.refuse(`DELETE ${PATH}/${letter.id}`, { code: 'scheduled_not_found', detail: '', status: 404 })
  await later.sendNow(letter)
  await settle()
  expect(server.saidOf('message:send')).toEqual([])
  expect(toasts.shown).toMatchObject([{ look: 'error' }])
})

test('one is sent at once when it need not wait any more', async () => {
  const letter = keep({ text: 'Сейчас', silent: true, send_at: tomorrow.toISOString() })
  const { later, letters } = await enter()
  await letters.load()
  server.answers.set(`DELETE ${PATH}/${letter.id}`, () => null)
  await later.sendNow(letter)
  await settle()
  expect(server.saidOf('message:send')).toMatchObject([{ text: 'Сейчас', silent: true }])
  expect(letters.items).toEqual([])
})

test('what another device puts off, takes back or sends ahead of its time is seen here too, without asking all the time', async () => {
  const { letters } = await enter()
  const asked = () => server.calls.filter((call) => call === `GET ${PATH}?limit=100`).length
  await letters.load()
  keep({ client_id: 'there', text: 'С телефона', send_at: tomorrow.toISOString() })
  for (let times = 0; times < 10; times++) letters.renew()
  await settle(10_000)
  expect(letters.items.map(({ text }) => text)).toEqual(['С телефона'])
  expect(asked()).toBe(2)

  waiting = []
  Line.say('message:new', server.write(id, tereshkova, 'Не моё', 'hers'))
  await settle(10_000)
  expect(asked()).toBe(2)
  Line.say('message:new', server.write(id, gagarin, 'С телефона', 'sent at once'))
  await settle(10_000)
  expect(letters.items).toEqual([])
  expect(asked()).toBe(3)
})

test('of a chat that is gone nothing is asked any more', async () => {
  const { letters } = await enter()
  const asked = () => server.calls.filter((call) => call === `GET ${PATH}?limit=100`).length
  await letters.load()
  letters.renew()
  Line.say('chat:gone', { chat_id: id })
  await settle(10_000)
  expect(asked()).toBe(1)
})
