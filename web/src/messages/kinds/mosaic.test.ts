import { expect, test } from 'vitest'
import { mosaic, shapeOf } from './mosaic'

const rows = (ratios: number[]) => mosaic(ratios).map((row) => row.map(({ index }) => index))
const height = (ratios: number[]) => mosaic(ratios).reduce((sum, row) => sum + 1 / shapeOf(row), 0)

test('every picture has its place, in its order', () => {
  for (let count = 2; count <= 10; count++) {
    const all = Array.from({ length: count }, (_, i) => [0.56, 0.75, 1, 1.33, 1.78][i % 5] ?? 1)
    expect(rows(all).flat()).toEqual(all.map((_, i) => i))
  }
})

test('one wide and three more: the first has a row of its own', () => {
  expect(rows([1.78, 1, 1, 1])).toEqual([[0], [1, 2, 3]])
})

test('neither a stripe nor a tower, whatever was sent', () => {
  for (const ratios of [[0.1, 0.1], [9, 9, 9], Array<number>(10).fill(0.5), Array<number>(10).fill(3), [0.01, 50, 1]]) {
    expect(height(ratios), ratios.join(' ')).toBeGreaterThan(0.2)
    expect(height(ratios), ratios.join(' ')).toBeLessThanOrEqual(1.31)
  }
})
