import { flushSync, mount, unmount } from 'svelte'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { locale } from '../../core/locale.svelte'
import Composer from './Composer.svelte'

vi.stubGlobal(
  'ResizeObserver',
  class {
    observe = () => undefined
    unobserve = () => undefined
    disconnect = () => undefined
  },
)

let composer: Record<string, unknown>
const sent: string[] = []

beforeEach(() => {
  sent.length = 0
  locale.use('ru')
  composer = mount(Composer, {
    target: document.body,
    props: { text: '', onsend: (text: string) => sent.push(text) },
  })
})

afterEach(() => unmount(composer))

const field = () => document.querySelector('textarea') ?? expect.fail('There is no field.')

function write(text: string) {
  field().value = text
  field().dispatchEvent(new Event('input', { bubbles: true }))
  flushSync()
}

function press(key: string, options: KeyboardEventInit = {}) {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...options })
  field().dispatchEvent(event)
  flushSync()
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
