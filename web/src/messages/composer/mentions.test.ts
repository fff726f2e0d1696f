import { expect, test } from 'vitest'
import { korolev, tereshkova } from '../../testing/cast'
import { begun, mentions, offered } from './mentions'

const people = [tereshkova, korolev]

test('members are called by their names, others are not', () => {
  expect(mentions('Привет, @Tereshkova и @nobody!', [], people)).toEqual([
    { type: 'mention', offset: 8, length: 11, user_id: tereshkova.id },
  ])
})

test('an address is no name, and in code nobody is called', () => {
  expect(mentions('u@korolev.ru', [], people)).toEqual([])
  expect(mentions('@korolev', [{ type: 'code', offset: 0, length: 8 }], people)).toEqual([])
})

test('a name is being written as long as the caret stands in it', () => {
  expect(begun('Да, @ter', 8)).toBe('ter')
  expect(begun('@', 1)).toBe('')
  expect(begun('@ter ну', 7)).toBeNull()
  expect(begun('u@ter', 5)).toBeNull()
})

test('people are offered by either of their names', () => {
  expect(offered('кор', people)).toEqual([korolev])
  expect(offered('TER', people)).toEqual([tereshkova])
  expect(offered('', people)).toEqual(people)
})
