import { beforeEach, expect, test } from 'vitest'
import { gagarin, tereshkova } from '../testing/cast'
import { Server } from '../testing/server'
import { openTabAsGagarin, settle } from '../testing/tab'

let server: Server
const id = 'chat-2'

beforeEach(() => {
  server = new Server()
  server.chat(tereshkova)
  server.write(id, gagarin, 'Поехали!')
  server.write(id, tereshkova, 'Счастливого пути!')
})

async function enter() {
  const tab = await openTabAsGagarin()
  const { toasts } = await import('../ui/toasts.svelte')
  const thread = tab.messages.of(id)
  await thread.enter()
  await settle()
  const at = (seq: number) => thread.items.find((each) => each.seq === seq)!
  return { ...tab, thread, at, toasts }
}

test('my reaction is there at once, counted once, and can be taken away', async () => {
  const { thread, at } = await enter()
  void thread.deeds.react(at(2), '🔥')
  expect(at(2)).toMatchObject({ reactions: [{ emoji: '🔥', count: 1 }], my_reactions: ['🔥'] })
  await settle()
  expect(at(2)).toMatchObject({ reactions: [{ emoji: '🔥', count: 1 }], my_reactions: ['🔥'], version: 3 })
  void thread.deeds.react(at(2), '🔥')
  expect(at(2)).toMatchObject({ reactions: [], my_reactions: [] })
  await settle()
  expect(server.calls.slice(-2)).toEqual([
    `PUT /api/messages/${id}-2/reactions/${encodeURIComponent('🔥')}`,
    `DELETE /api/messages/${id}-2/reactions/${encodeURIComponent('🔥')}`,
  ])
})

test('a reaction that is refused disappears again, and says why', async () => {
  const { thread, at, toasts } = await enter()
  server.refuse(`PUT /api/messages/${id}-2/reactions/${encodeURIComponent('🔥')}`, {
    ...{ code: 'too_many_reactions', detail: '', status: 409 },
  })
  void thread.deeds.react(at(2), '🔥')
  await settle()
  expect(at(2)).toMatchObject({ reactions: [], my_reactions: [] })
  expect(toasts.shown).toMatchObject([{ look: 'error' }])
})

test('with or without the sign that asks for colour it is the same heart', async () => {
  const { thread, at } = await enter()
  server.change(id, 2, 'message:reaction', { reactions: [{ emoji: '❤', count: 1 }] }, { emoji: '❤', added: true })
  await settle()
  void thread.deeds.react(at(2), '❤️')
  expect(at(2).reactions).toEqual([{ emoji: '❤', count: 2 }])
})

test('another wording is there at once, marked as such', async () => {
  const { thread, at } = await enter()
  void thread.deeds.edit(at(1), 'Поехали, друзья!', [{ type: 'bold', offset: 0, length: 7 }])
  expect(at(1)).toMatchObject({ text: 'Поехали, друзья!', edited: true })
  await settle()
  expect(server.bodies.get(`PATCH /api/messages/${id}-1/edit`)).toEqual({
    text: 'Поехали, друзья!',
    entities: [{ type: 'bold', offset: 0, length: 7 }],
  })
})

test('the same wording again asks nobody', async () => {
  const { thread, at } = await enter()
  const before = server.calls.length
  await thread.deeds.edit(at(1), 'Поехали!', [])
  expect(server.calls).toHaveLength(before)
})

test('a wording that is refused is taken back', async () => {
  const { thread, at } = await enter()
  server.refuse(`PATCH /api/messages/${id}-1/edit`, { code: 'message_not_found', detail: '', status: 404 })
  void thread.deeds.edit(at(1), 'Поздно', [])
  await settle()
  expect(at(1)).toMatchObject({ text: 'Поехали!', edited: false })
})

test('a deleted message is gone from the screen at once, and from the server when nobody regrets it', async () => {
  const { thread, at } = await enter()
  thread.deeds.remove([at(1)])
  expect(at(1)).toMatchObject({ deleted: true, text: '' })
  await settle(5_000)
  expect(server.calls).not.toContain(`DELETE /api/messages/${id}-1/delete`)
  await settle(2_000)
  expect(server.calls).toContain(`DELETE /api/messages/${id}-1/delete`)
  expect(at(1)).toMatchObject({ deleted: true, version: 3 })
})

test('a deletion can be regretted', async () => {
  const { thread, at, toasts } = await enter()
  thread.deeds.remove([at(1), at(2)])
  toasts.shown[0]?.action?.run()
  expect([at(1).text, at(2).text]).toEqual(['Поехали!', 'Счастливого пути!'])
  await settle(10_000)
  expect(server.calls.filter((call) => call.startsWith('DELETE'))).toEqual([])
  expect(toasts.shown).toEqual([])
})

test('whoever leaves the page meant it', async () => {
  const { thread, at } = await enter()
  thread.deeds.remove([at(1)])
  dispatchEvent(new Event('pagehide'))
  await settle()
  expect(server.calls).toContain(`DELETE /api/messages/${id}-1/delete`)
})

test('pinning shows at once and goes to the server', async () => {
  const { thread, at } = await enter()
  void thread.deeds.pin(at(2))
  expect(at(2).pinned).toBe(true)
  await settle()
  void thread.deeds.pin(at(2))
  await settle()
  expect(at(2).pinned).toBe(false)
})
