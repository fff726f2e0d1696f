import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { chatWith, korolev, tereshkova } from '../testing/cast'
import { Server } from '../testing/server'
import { openTabAsGagarin, settle } from '../testing/tab'

vi.stubGlobal(
  'ResizeObserver',
  class {
    observe = () => undefined
    unobserve = () => undefined
    disconnect = () => undefined
  },
)

let server: Server
let svelte: typeof import('svelte')
let sidebar: Record<string, unknown>
const opened: [chatId: string, seq: number | undefined][] = []

beforeEach(async () => {
  opened.length = 0
  server = new Server()
  server.chat(tereshkova)
  server.people = [korolev]
  server.answers.set('POST /api/chats', chatWith(korolev))
  for (const words of ['teresh', 'korolev', 'kor'])
    server.answers.set(`GET /api/search?q=${words}`, { messages: [], next_cursor: null })
  const { locale } = await openTabAsGagarin()
  locale.use('ru')
  await settle()
  const { default: Sidebar } = await import('./Sidebar.svelte')
  // A tab brings a Svelte of its own.
  svelte = await import('svelte')
  sidebar = svelte.mount(Sidebar, {
    target: document.body,
    props: {
      onopen: (chatId: string, seq?: number) => opened.push([chatId, seq]),
      onlook: () => undefined,
      onnew: () => undefined,
      ongroup: () => undefined,
      onsettings: () => undefined,
    },
  })
  await settle()
})

afterEach(async () => {
  await svelte.unmount(sidebar)
})

const field = () => document.querySelector<HTMLInputElement>('input[type=search]')!

async function press(key: string, on: Element = document.activeElement!, more: KeyboardEventInit = {}) {
  on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }))
  await settle()
}

const lookUp = () => press('k', document.body, { code: 'KeyK', ctrlKey: true })

async function type(words: string) {
  field().value = words
  field().dispatchEvent(new Event('input', { bubbles: true }))
  svelte.flushSync()
  await settle()
}

test('Enter opens the first of my chats that are found', async () => {
  await lookUp()
  expect(document.activeElement).toBe(field())
  await type('teresh')
  await press('Enter')
  expect(opened).toEqual([['chat-2', undefined]])
  expect(field().value).toBe('')
})

test('whoever types faster than the server finds still gets to the first one', async () => {
  await lookUp()
  await type('korolev')
  await press('Enter')
  expect(opened).toEqual([])
  await settle(1000)
  expect(opened).toEqual([['chat-3', undefined]])
})

test('Enter before other words opens nothing', async () => {
  await lookUp()
  await type('korolev')
  await press('Enter')
  await type('kor')
  await settle(1000)
  expect(opened).toEqual([])
})

test('the arrows lead from the field to the finds and back, and Escape back to where one was', async () => {
  const before = document.body.appendChild(document.createElement('button'))
  before.focus()
  await lookUp()
  await type('korolev')
  await settle(1000)
  await press('ArrowDown')
  expect(document.activeElement?.textContent).toContain(korolev.display_name)
  await press('ArrowUp')
  expect(document.activeElement).toBe(field())
  await press('ArrowDown')
  await press('Escape')
  expect(document.activeElement).toBe(field())
  await press('Escape')
  expect(field().value).toBe('')
  await press('Escape')
  expect(document.activeElement).toBe(before)
  before.remove()
})
