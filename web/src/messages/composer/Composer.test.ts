import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { gagarin, tereshkova } from '../../testing/cast'
import { Server } from '../../testing/server'
import { openTabAsGagarin, settle } from '../../testing/tab'

vi.stubGlobal(
  'ResizeObserver',
  class {
    observe = () => undefined
    unobserve = () => undefined
    disconnect = () => undefined
  },
)

const id = 'chat-2'
let server: Server
let svelte: typeof import('svelte')
let composer: Record<string, unknown>
const sent: string[] = []
const pasted: File[] = []

beforeEach(async () => {
  sent.length = 0
  pasted.length = 0
  server = new Server()
  server.chat(tereshkova)
  server.write(id, gagarin, 'Моё первое')
  server.write(id, tereshkova, 'Её слова')
  const { messages, locale } = await openTabAsGagarin()
  locale.use('ru')
  const thread = messages.of(id)
  await thread.enter()
  await settle()
  const { writings } = await import('./writing.svelte')
  const writing = writings.of(thread)
  const { default: Composer } = await import('./Composer.svelte')
  // A tab brings a Svelte of its own.
  svelte = await import('svelte')
  composer = svelte.mount(Composer, {
    target: document.body,
    props: {
      writing,
      onsend: () => {
        sent.push(writing.text.trim())
        writing.send()
      },
      onattach: (files: Iterable<File>) => pasted.push(...files),
    },
  })
})

afterEach(() => svelte.unmount(composer))

const field = () => document.querySelector('textarea') ?? expect.fail('There is no field.')

function write(text: string) {
  field().value = text
  field().dispatchEvent(new Event('input', { bubbles: true }))
  svelte.flushSync()
}

function press(key: string, options: KeyboardEventInit = {}) {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...options })
  field().dispatchEvent(event)
  svelte.flushSync()
  return event
}

test('Enter sends what was written, without the blanks around it, and clears the field', () => {
  write('  Поехали!  ')
  press('Enter')
  expect(sent).toEqual(['Поехали!'])
  expect(field().value).toBe('')
})

test('Shift+Enter leaves the text alone, so that the browser begins a new line', () => {
  write('Поехали!')
  expect(press('Enter', { shiftKey: true }).defaultPrevented).toBe(false)
  expect(sent).toEqual([])
})

test('nothing is sent when there is nothing to see', () => {
  write('   \n ')
  press('Enter')
  expect(sent).toEqual([])
})

test('near the limit the remaining characters are counted, and beyond it nothing leaves', () => {
  write('я'.repeat(3000))
  expect(document.body.textContent).not.toContain('1096')
  write('я'.repeat(4090))
  expect(document.body.textContent).toContain('Осталось 6 знаков')
  write('я'.repeat(4097))
  press('Enter')
  expect(sent).toEqual([])
  expect(field().getAttribute('aria-invalid')).toBe('true')
})

test('an emoji counts once, as the server counts it', () => {
  write('🚀'.repeat(4096))
  press('Enter')
  expect(sent).toHaveLength(1)
})

test('the arrow up in an empty field words my last message anew, Escape leaves it as it was', () => {
  press('ArrowUp')
  expect(field().value).toBe('Моё первое')
  expect(document.body.textContent).toContain('Изменение сообщения')
  press('Escape')
  expect(field().value).toBe('')
  expect(document.body.textContent).not.toContain('Изменение сообщения')
})

test.each(['altKey', 'ctrlKey', 'shiftKey'])('with %s the arrow up words nothing anew', (held) => {
  // With Ctrl it chooses what is answered.
  expect(press('ArrowUp', { [held]: true }).defaultPrevented).toBe(held === 'ctrlKey')
  expect(document.body.textContent).not.toContain('Изменение сообщения')
})

test('in a field with words the arrow up is only an arrow', () => {
  write('слова')
  expect(press('ArrowUp').defaultPrevented).toBe(false)
  expect(field().value).toBe('слова')
})

test('what was begun waits while an older message is worded anew', async () => {
  write('начатое')
  write('')
  press('ArrowUp')
  write('Моё второе')
  press('Enter')
  await settle()
  expect(server.history.get(id)?.[0]).toMatchObject({ text: 'Моё второе', edited: true })
  expect(field().value).toBe('')
})

test('an @ offers who is there, and Enter writes the name instead of sending', async () => {
  const { members } = await import('../../chats/members.svelte')
  members.of(id).learn({ user: tereshkova, role: 'member', joined_at: '2026-01-01T00:00:00.000Z' })
  write('Привет, @ter')
  expect(document.querySelector('[role=option]')?.textContent).toContain('Валентина Терешкова')
  expect(press('Enter').defaultPrevented).toBe(true)
  expect(field().value).toBe('Привет, @tereshkova ')
  expect(sent).toEqual([])
  press('Enter')
  await settle()
  expect(server.saidOf('message:send')).toMatchObject([
    { entities: [{ type: 'mention', user_id: tereshkova.id, offset: 8, length: 11 }] },
  ])
})

test('Escape closes the offers, and only then leaves the reply', () => {
  write('@')
  press('Escape')
  expect(document.querySelector('[role=option]')).toBeNull()
})

test('Ctrl+B makes the selected words bold, and plain again', () => {
  write('это важно')
  field().setSelectionRange(4, 9)
  press('и', { code: 'KeyB', ctrlKey: true })
  expect(field().value).toBe('это **важно**')
  press('и', { code: 'KeyB', ctrlKey: true })
  expect(field().value).toBe('это важно')
})

test('a pasted picture goes along, pasted words are words', () => {
  const paste = (files: File[]) => {
    const event = new Event('paste', { bubbles: true, cancelable: true })
    field().dispatchEvent(Object.assign(event, { clipboardData: { files } }))
    return event.defaultPrevented
  }
  const picture = new File(['…'], 'снимок.png', { type: 'image/png' })
  expect(paste([picture])).toBe(true)
  expect(paste([])).toBe(false)
  expect(pasted).toEqual([picture])
})

test('Ctrl and the arrows walk over what can be answered, and off its newer end', () => {
  const answered = () => document.querySelector('.strip')?.textContent ?? ''
  press('ArrowUp', { ctrlKey: true })
  expect(answered()).toContain('Её слова')
  press('ArrowUp', { ctrlKey: true })
  press('ArrowUp', { ctrlKey: true })
  expect(answered()).toContain('Моё первое')
  press('ArrowDown', { ctrlKey: true })
  expect(answered()).toContain('Её слова')
  press('ArrowDown', { ctrlKey: true })
  expect(answered()).toBe('')
})
