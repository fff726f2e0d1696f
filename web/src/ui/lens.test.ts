import { expect, test } from 'vitest'
import { engrave } from './lens'

function engraved(width: number, height: number, radius: number, bezel: number) {
  const [across, down] = [Math.ceil(width / 2), Math.ceil(height / 2)]
  const image = { width: across, height: down, data: new Uint8ClampedArray(4 * across * down) }
  engrave(image, width, height, radius, bezel)
  const at = (x: number, y: number) => [...image.data.subarray(4 * (y * across + x), 4 * (y * across + x) + 4)]
  return { at, across, down }
}

test.each([
  ['wide', 760, 60, 28, 18],
  ['round', 48, 48, 24, 18],
  ['tall', 60, 400, 10, 18],
])('a %s lens pulls inwards at its rim and is flat in its middle', (_, width, height, radius, bezel) => {
  const { at, across, down } = engraved(width, height, radius, bezel)
  const [middleX, middleY] = [across >> 1, down >> 1]
  expect(at(middleX, middleY)).toEqual([128, 128, 128, 255])
  expect(at(0, middleY)[0]).toBeGreaterThan(200)
  expect(at(across - 1, middleY)[0]).toBeLessThan(60)
  expect(at(middleX, 0)[1]).toBeGreaterThan(200)
  expect(at(middleX, down - 1)[1]).toBeLessThan(60)
})

test('what is a bezel away from every edge is flat, and what is nearer is not', () => {
  const { at, across } = engraved(400, 200, 12, 18)
  expect(at(5, 50)[0]).toBeGreaterThan(128)
  expect(at(9, 50)[0]).toBe(128)
  expect(at(across - 6, 50)[0]).toBeLessThan(128)
  expect(at(across - 10, 50)[0]).toBe(128)
  expect(at(100, 5)[1]).toBeGreaterThan(128)
  expect(at(100, 9)[1]).toBe(128)
})
