import { expect, test, vi } from 'vitest'
import { initials } from './initials'
import { toasts } from './toasts.svelte'
import { complaint } from './words'

test('initials are the first letters of the first two words', () => {
  expect(initials('Юрий Гагарин')).toBe('ЮГ')
  expect(initials('валентина')).toBe('В')
  expect(initials('🚀 Сергей Павлович Королёв')).toBe('СП')
  expect(initials('***')).toBe('')
})

test('a toast leaves by itself, an error waits to be closed, and there are never more than two', () => {
  toasts.done('Скопировано')
  toasts.error('Нет сети')
  toasts.error('Не отправлено')
  expect(toasts.shown.map(({ text }) => text)).toEqual(['Нет сети', 'Не отправлено'])
  toasts.done('Скопировано')
  vi.advanceTimersByTime(4000)
  expect(toasts.shown.map(({ text }) => text)).toEqual(['Не отправлено'])
  for (const { id } of toasts.shown) toasts.dismiss(id)
  expect(toasts.shown).toEqual([])
})

test('a code nobody has words for is still an answer', () => {
  expect(complaint('username_taken')).not.toBe(complaint('never_heard_of'))
  expect(complaint('never_heard_of')).not.toBe('')
})
