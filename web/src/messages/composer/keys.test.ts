import { expect, test } from 'vitest'
import { isSending, isWriting, replyStep } from './keys'

const press = (key: string, options: KeyboardEventInit = {}) => new KeyboardEvent('keydown', { key, ...options })

test('Enter sends, Shift+Enter does not', () => {
  expect(isSending(press('Enter'), false)).toBe(true)
  expect(isSending(press('Enter', { shiftKey: true }), false)).toBe(false)
  expect(isSending(press('a'), false)).toBe(false)
})

test('on a touch keyboard Enter is a new line, and Ctrl+Enter still sends', () => {
  expect(isSending(press('Enter'), true)).toBe(false)
  expect(isSending(press('Enter', { ctrlKey: true }), true)).toBe(true)
})

test('an Enter that ends the choice of a character sends nothing', () => {
  expect(isSending(press('Enter', { isComposing: true }), false)).toBe(false)
})

test('a letter pressed anywhere begins a message, unless it belongs to a field or a button', () => {
  const heard: boolean[] = []
  document.body.innerHTML = '<p></p><input><button>…</button>'
  document.addEventListener('keydown', (event) => heard.push(isWriting(event)))
  for (const name of ['p', 'input', 'button'])
    document.querySelector(name)?.dispatchEvent(press('п', { bubbles: true }))
  document.querySelector('p')?.dispatchEvent(press('c', { bubbles: true, ctrlKey: true }))
  document.querySelector('p')?.dispatchEvent(press('Escape', { bubbles: true }))
  expect(heard).toEqual([true, false, false, false, false])
})

test('Ctrl and an arrow choose what is answered', () => {
  expect(replyStep(press('ArrowUp', { ctrlKey: true }))).toBe(1)
  expect(replyStep(press('ArrowDown', { metaKey: true }))).toBe(-1)
  expect(replyStep(press('ArrowUp'))).toBe(0)
  expect(replyStep(press('ArrowUp', { ctrlKey: true, shiftKey: true }))).toBe(0)
})
