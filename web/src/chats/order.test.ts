import { expect, test } from 'vitest'
import type { Chat } from '../contract/chat'
import { chatWith, tereshkova } from '../testing/cast'
import { Order } from './order'

const MANY = 5_000
const at = (chat: Chat) => chat.updated_at
const moment = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString()
const chat = (n: number) => chatWith(tereshkova, { id: `chat-${n}`, updated_at: moment((n * 7919) % MANY) })
const ids = (chats: readonly Chat[]) => chats.map(({ id }) => id)
const anew = (chats: readonly Chat[]) => ids(new Order().arrange(chats, at))

test('a read mark in one of thousands compares nothing', () => {
  const order = new Order()
  const chats = Array.from({ length: MANY }, (_, n) => chat(n))
  const before = order.arrange(chats, at)
  order.comparisons = 0
  const read = chats.with(17, { ...chats[17]!, unread_count: 0, last_read_seq: 9 })
  const after = order.arrange(read, at)
  expect(order.comparisons).toBe(0)
  expect(ids(after)).toEqual(ids(before))
  expect(after).toContain(read[17])
})

test('a message in one of thousands finds its place among them, as if all were put in order anew', () => {
  const order = new Order()
  const chats = Array.from({ length: MANY }, (_, n) => chat(n))
  order.arrange(chats, at)
  order.comparisons = 0
  const said = chats.with(17, { ...chats[17]!, updated_at: moment(MANY) }).with(4, { ...chats[4]!, pinned: true })
  const after = order.arrange(said, at)
  expect(order.comparisons).toBeLessThan(2 * Math.ceil(Math.log2(MANY)) + 3)
  expect(ids(after)).toEqual(anew(said))
  expect(ids(after).slice(0, 2)).toEqual(['chat-4', 'chat-17'])
})

test('chats that come and go are put in and left out', () => {
  const order = new Order()
  const chats = [chat(1), chat(2), chat(3)]
  order.arrange(chats, at)
  const others = [chat(3), chat(4), chat(1), chat(5)]
  expect(ids(order.arrange(others, at))).toEqual(anew(others))
  expect(order.arrange([], at)).toEqual([])
})
