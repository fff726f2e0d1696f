import { beforeEach, expect, test } from 'vitest'
import type { Message } from '../../contract/message'
import { gagarin, message, tereshkova } from '../../testing/cast'
import { Server } from '../../testing/server'
import { openTabAsGagarin, settle } from '../../testing/tab'

let server: Server
const path = 'GET /api/chats/chat-2/pins?limit=100'
const pinned = (seq: number) => message('chat-2', tereshkova, seq, `№ ${seq}`, { pinned: true })

beforeEach(() => {
  server = new Server()
  server.chat(tereshkova)
})

async function open() {
  await openTabAsGagarin()
  const { Pins } = await import('./pins.svelte')
  return new Pins('chat-2')
}

test('the newest is shown first, then one after the other, numbered as they were pinned', async () => {
  server.answers.set(path, { messages: [pinned(3), pinned(9), pinned(5)], next_cursor: null })
  const pins = await open()
  await pins.load()
  const seen = Array.from({ length: 4 }, () => {
    const now = [pins.current?.seq, pins.number]
    pins.turn()
    return now
  })
  expect(seen).toEqual([
    [9, 3],
    [5, 2],
    [3, 1],
    [9, 3],
  ])
})

test('with fewer than before there is still one to show', async () => {
  server.answers.set(path, { messages: [pinned(3), pinned(9)], next_cursor: null })
  const pins = await open()
  await pins.load()
  pins.turn()
  server.answers.set(path, { messages: [pinned(9)], next_cursor: null })
  await pins.load()
  expect(pins.current?.seq).toBe(9)
  expect(pins.number).toBe(1)
})

test('one that came damaged is shown as such, and the others as they are', async () => {
  const damaged = { ...pinned(9), attachments: null, text: undefined } as unknown as Message
  server.answers.set(path, { messages: [pinned(3), damaged], next_cursor: null })
  const pins = await open()
  const { gist } = await import('../parts/gist')
  await pins.load()
  expect(pins.items.map(gist)).toEqual(['This message could not be shown', '№ 3'])
  expect(pins.current?.attachments).toEqual([])
})

test('asked before it was pinned, it asks again once the server has done it, and then no more', async () => {
  const asked = () => server.calls.filter((each) => each === path).length
  const { dress } = await import('../bubble')
  const seen = (version: number, pinned: boolean) =>
    dress(message('chat-2', tereshkova, 3, '№ 3', { pinned, version }), gagarin.id)
  server.answers.set(path, { messages: [], next_cursor: null })
  const pins = await open()
  pins.follow([seen(3, false)])
  await settle()
  pins.follow([seen(3, true)])
  await settle()
  pins.follow([seen(3, true)])
  expect(asked()).toBe(2)
  server.answers.set(path, { messages: [pinned(3)], next_cursor: null })
  pins.follow([seen(4, true)])
  await settle()
  expect(pins.current?.seq).toBe(3)
  pins.follow([seen(5, true)])
  await settle()
  expect(asked()).toBe(3)
})

test('without an answer there is no bar, and nothing else is lost', async () => {
  server.refuse(path, { code: 'chat_not_found', detail: '', status: 404 })
  const pins = await open()
  await pins.load()
  await settle()
  expect(pins.current).toBeUndefined()
})
