import { beforeEach, expect, test } from 'vitest'
import type { Entity } from '../../contract/message'
import { gagarin, tereshkova } from '../../testing/cast'
import { Server } from '../../testing/server'
import { openTabAsGagarin } from '../../testing/tab'

const id = 'chat-2'
let server: Server

const mention = (user_id: string): Entity => ({
  ...{ type: 'mention', offset: 0, length: 8, url: null, language: null, user_id },
})

beforeEach(() => {
  server = new Server()
  server.chat(tereshkova)
})

test('the next place where I am called is found beyond what is loaded', async () => {
  for (let i = 0; i < 120; i++) server.write(id, tereshkova, `Виток ${i}`)
  server.write(id, tereshkova, '@gagarin, ответьте', null, { entities: [mention(gagarin.id)] })
  await openTabAsGagarin()
  const { nextMention } = await import('./mentions')
  expect(await nextMention(id, 0, gagarin.id)).toBe(121)
  expect(await nextMention(id, 121, gagarin.id)).toBeNull()
})

test('when others are called, it is not me', async () => {
  server.write(id, tereshkova, '@tereshkova', null, { entities: [mention(tereshkova.id)] })
  await openTabAsGagarin()
  const { nextMention } = await import('./mentions')
  expect(await nextMention(id, 0, gagarin.id)).toBeNull()
})
