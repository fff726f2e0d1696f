import { beforeEach, expect, test } from 'vitest'
import { gagarin, message } from '../testing/cast'
import { Server } from '../testing/server'
import { openTabAsGagarin, settle } from '../testing/tab'
import { parts } from './cut'

let server: Server
const hit = (seq: number, text: string, highlights: [number, number][]) => ({
  ...message('vostok', gagarin, seq, text),
  highlights,
})
const ask = (q: string, more: Record<string, string> = {}) =>
  `GET /api/search?${new URLSearchParams({ q, ...more }).toString()}`

beforeEach(() => {
  server = new Server()
})

test('words are looked for once the typing rests, in the chat that is open', async () => {
  const { Hits } = await openTabAsGagarin()
  const found = { messages: [hit(7, 'Ветер стих', [[0, 5]])], next_cursor: null }
  server.answers.set(ask('ветер', { chat_id: 'vostok' }), found)
  const hits = new Hits('vostok')
  hits.query = 'в'
  expect(hits.busy).toBe(false)
  hits.query = 'вет'
  hits.query = 'ветер'
  expect(hits.answered).toBe(false)
  await settle(300)
  expect(server.calls.filter((call) => call.startsWith('GET /api/search'))).toHaveLength(1)
  expect(hits.answered).toBe(true)
  expect(hits.items.map(({ seq }) => seq)).toEqual([7])
})

test('older finds come when they are asked for', async () => {
  const { Hits } = await openTabAsGagarin()
  server.answers.set(ask('да'), { messages: [hit(9, 'Да', [[0, 2]])], next_cursor: 'older' })
  server.answers.set(ask('да', { cursor: 'older' }), { messages: [hit(3, 'Да', [[0, 2]])], next_cursor: null })
  const hits = new Hits()
  hits.query = 'да'
  await settle(300)
  expect(hits.hasMore).toBe(true)
  await hits.more()
  await hits.more()
  expect(hits.items.map(({ seq }) => seq)).toEqual([9, 3])
})

test('a server that cannot search yet is no catastrophe', async () => {
  const { Hits, position, locale } = await openTabAsGagarin()
  locale.use('ru')
  server.refuse(ask('ветер'), { status: 404, code: 'not_found', detail: '' })
  const hits = new Hits()
  hits.query = 'ветер'
  await settle(300)
  expect(position(hits, 0)).toBe('Поиск пока недоступен')
})

test('only messages of one kind, if one wishes', async () => {
  const { Hits } = await openTabAsGagarin()
  server.answers.set(ask('отчёт', { type: 'document' }), { messages: [], next_cursor: null })
  const hits = new Hits()
  hits.query = 'отчёт'
  hits.type = 'document'
  await settle(300)
  expect(server.calls.at(-1)).toBe(ask('отчёт', { type: 'document' }))
  expect(hits.answered).toBe(true)
})

test('what was found stands out of its line, and is near its beginning', () => {
  expect(parts('Ветер стих', [[0, 5]])).toEqual([
    { text: 'Ветер', found: true },
    { text: ' стих', found: false },
  ])
  const long = 'Прогноз на сегодняшнюю ночь обновили: ветер стих'
  expect(parts(long, [[38, 5]]).map(({ text }) => text)).toEqual(['…', 'ночь обновили: ', 'ветер', ' стих'])
  expect(parts('Просто слова', [])).toEqual([{ text: 'Просто слова', found: false }])
})
