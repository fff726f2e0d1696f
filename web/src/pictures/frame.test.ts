import { expect, test } from 'vitest'
import { moved, nearest, resized, widest } from './frame'

const wide = { width: 400, height: 200 }

test('the first frame is the widest square, from the middle', () => {
  expect(widest(wide)).toEqual({ x: 100, y: 0, side: 200 })
})

test('a frame never leaves the picture', () => {
  expect(moved(widest(wide), 500, -30, wide)).toEqual({ x: 200, y: 0, side: 200 })
  expect(moved(widest(wide), -500, 30, wide)).toEqual({ x: 0, y: 0, side: 200 })
})

test('coming nearer keeps the middle, going away keeps within the picture', () => {
  const near = resized(widest(wide), 100, wide)
  expect(near).toEqual({ x: 150, y: 50, side: 100 })
  expect(resized(moved(near, 300, 0, wide), 200, wide)).toEqual({ x: 200, y: 0, side: 200 })
  expect(resized(near, 1, wide).side).toBe(nearest(wide))
})

test('a tiny picture is shown whole', () => {
  const tiny = { width: 20, height: 30 }
  expect(resized(widest(tiny), 5, tiny)).toEqual({ x: 0, y: 5, side: 20 })
})
