import { beforeEach, expect, test } from 'vitest'
import { tereshkova } from '../testing/cast'
import { Server } from '../testing/server'
import { openTabAsGagarin, settle } from '../testing/tab'
import { bounds } from './period'

let server: Server
const WORD = encodeURIComponent('орбита')
const day = new Date('2026-11-20T00:00:00')

beforeEach(() => {
  server = new Server()
})

/** The search answers nothing: what matters here is what it is asked. */
const hush = (call: string) => server.answers.set(`GET /api/search?${call}`, { messages: [], next_cursor: null })

/** What the last search asked for. */
function asked() {
  const call = server.calls.findLast((each) => each.startsWith('GET /api/search?')) ?? ''
  return Object.fromEntries(new URLSearchParams(call.split('?')[1]))
}

test('what one person said is looked for, even without words', async () => {
  const { Hits } = await openTabAsGagarin()
  const hits = new Hits()
  for (const call of [`q=&sender_id=${tereshkova.id}`, `q=${WORD}&sender_id=${tereshkova.id}`, `q=${WORD}`]) hush(call)
  hits.sender = tereshkova
  await settle(300)
  expect(asked()).toEqual({ q: '', sender_id: tereshkova.id })
  hits.query = 'орбита'
  await settle(300)
  expect(asked()).toEqual({ q: 'орбита', sender_id: tereshkova.id })
  hits.sender = null
  await settle(300)
  expect(asked()).toEqual({ q: 'орбита' })
})

test('a day goes from its midnight to the next', async () => {
  const { Hits } = await openTabAsGagarin()
  const hits = new Hits('chat-2')
  const next = new Date('2026-11-21T00:00:00')
  const time = new URLSearchParams({ from: day.toISOString(), to: next.toISOString() }).toString()
  hush(`q=${WORD}&chat_id=chat-2&${time}`)
  hits.query = 'орбита'
  hits.period = { day, span: 'on' }
  await settle(300)
  expect(asked()).toEqual({ q: 'орбита', chat_id: 'chat-2', from: day.toISOString(), to: next.toISOString() })
})

test('since a day there is no end, and until one no beginning', () => {
  expect(Object.keys(bounds({ day, span: 'since' }))).toEqual(['from'])
  expect(Object.keys(bounds({ day, span: 'until' }))).toEqual(['to'])
})
