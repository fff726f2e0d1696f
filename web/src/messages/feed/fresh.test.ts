import { expect, test } from 'vitest'
import { newcomers } from './fresh'

const rows = (...keys: string[]) => keys.map((key) => ({ key }))

test('what came after the last known message is fresh', () => {
  expect(newcomers(rows('a', 'b'), rows('a', 'b', 'c', 'd')).sort()).toEqual(['c', 'd'])
  expect(newcomers(rows('a', 'b'), rows('a', 'b'))).toEqual([])
})

test('older history is not fresh, and neither is the first page', () => {
  expect(newcomers(rows('c'), rows('a', 'b', 'c'))).toEqual([])
  expect(newcomers([], rows('a', 'b'))).toEqual([])
})

test('a whole page at once, or another history, plays no arrival', () => {
  const page = Array.from({ length: 50 }, (_, i) => `n${i}`)
  expect(newcomers(rows('a'), rows('a', ...page))).toEqual([])
  expect(newcomers(rows('a'), rows('x', 'y'))).toEqual([])
})
