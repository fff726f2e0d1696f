import { expect, test } from 'vitest'
import { parse } from '../words/markup'
import { apply, formatOf } from './formats'

const press = (code: string, more: Partial<KeyboardEvent> = {}) => {
  const event = { code, ctrlKey: true, metaKey: false, shiftKey: false, altKey: false, ...more }
  return formatOf(event as KeyboardEvent)
}

test('the selection gets its signs, and stays selected', () => {
  expect(apply('bold', { text: 'это важно', from: 4, to: 9 })).toEqual({ text: 'это **важно**', from: 6, to: 11 })
})

test('the same again takes them away', () => {
  const signed = apply('spoiler', { text: 'это тайна', from: 4, to: 9 })
  expect(apply('spoiler', signed)).toEqual({ text: 'это тайна', from: 4, to: 9 })
})

test('a link asks for its address', () => {
  const { text, from, to } = apply('link', { text: 'вот карта', from: 4, to: 9 })
  expect(text).toBe('вот [карта](https://)')
  expect(text.slice(from, to)).toBe('https://')
})

test('what the toolbar writes is what is understood', () => {
  for (const format of ['bold', 'italic', 'underline', 'strike', 'code', 'spoiler'] as const) {
    const { text } = apply(format, { text: 'слово', from: 0, to: 5 })
    expect(parse(text)).toEqual({ text: 'слово', entities: [{ type: format, offset: 0, length: 5 }] })
  }
})

test('keys are known by their place, in every layout', () => {
  expect(press('KeyB')).toBe('bold')
  expect(press('KeyX', { shiftKey: true })).toBe('strike')
  expect(press('KeyB', { ctrlKey: false })).toBeNull()
  expect(press('KeyX')).toBeNull()
})
