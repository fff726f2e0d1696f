import { beforeEach, expect, test } from 'vitest'
import { tereshkova, korolev } from '../../testing/cast'
import { Server } from '../../testing/server'
import { openTabAsGagarin, settle } from '../../testing/tab'

let server: Server
const path = (seq: number) => `POST /api/messages/chat-2-${seq}/forward`

beforeEach(() => {
  server = new Server()
  server.chat(tereshkova)
  server.chat(korolev)
  server.write('chat-2', tereshkova, 'Раз')
  server.write('chat-2', tereshkova, 'Два')
})

async function enter() {
  const { messages } = await openTabAsGagarin()
  const thread = messages.of('chat-2')
  await thread.enter()
  await settle()
  return { items: thread.items, ...(await import('./forward')) }
}

test('several messages go to several chats, in their order', async () => {
  const { items, forward } = await enter()
  await forward(items, ['chat-3', 'chat-2'])
  expect(server.calls.slice(-2)).toEqual([path(1), path(2)])
  expect(server.bodies.get(path(1))).toMatchObject({ chat_ids: ['chat-3', 'chat-2'] })
})

test('tried again, the errand keeps its id, so that nothing arrives twice; another errand has another', async () => {
  const { items, forward } = await enter()
  server.refuse(path(2), { code: 'not_accepted', detail: '', status: 403 })
  await expect(forward(items, ['chat-3'])).rejects.toMatchObject({ code: 'not_accepted' })
  const first = server.bodies.get(path(1)) as { client_id: string }
  await forward(items, ['chat-3'])
  expect(server.bodies.get(path(1))).toEqual(first)
  await forward(items, ['chat-2'])
  expect(server.bodies.get(path(1))).not.toMatchObject({ client_id: first.client_id })
})
