import { beforeEach, expect, test } from 'vitest'
import { locale } from '../core/locale.svelte'
import { doings } from './doing'
import type { Typist } from './typing.svelte'

const name = (userId: string) => ({ '1': 'Аня', '2': 'Марк', '3': 'Лиза' })[userId]
const writers = (...ids: string[]): Typist[] => ids.map((user_id) => ({ user_id, action: 'text' }))

beforeEach(() => locale.use('ru'))

test('one is called by name, with what they do', () => {
  expect(doings(writers('1'), name)).toBe('Аня печатает')
  expect(doings([{ user_id: '2', action: 'voice' }], name)).toBe('Марк записывает голосовое')
  expect(doings([{ user_id: '2', action: 'upload' }], name)).toBe('Марк отправляет файл')
})

test('two are named, more are counted', () => {
  expect(doings(writers('1', '2'), name)).toBe('Аня и Марк печатают')
  expect(doings(writers('1', '2', '3'), name)).toBe('Аня и ещё 2 печатают')
})

test('nobody is made up', () => {
  expect(doings(writers('9'), name)).toBe('печатает')
  expect(doings(writers('1', '9'), name)).toBe('Аня и ещё 1 печатают')
  expect(doings([], name)).toBe('')
})
