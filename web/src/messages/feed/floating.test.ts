import { expect, test } from 'vitest'
import { floatingDay } from './floating'

const ROW = 60
const said = (day: number) => ({ seq: day, sender: { id: 'a' }, created_at: new Date(2026, 10, day, 12).toISOString() })
const items = [said(20), said(20), said(21), said(21), said(21)]
const at = (offset: number) => ({ getScrollOffset: () => offset, getItemOffset: (index: number) => index * ROW })
const shown = (offset: number) => floatingDay(items, Math.floor(offset / ROW), at(offset))?.getDate() ?? null

test('the day of the topmost message floats over it', () => {
  expect(shown(70)).toBe(20)
  expect(shown(200)).toBe(21)
})

test("it gives way to a day's own pill, so that the two never lie on each other", () => {
  expect(shown(0)).toBeNull()
  expect(shown(100)).toBeNull()
  expect(shown(130)).toBeNull()
})

test('an empty feed has no day', () => {
  expect(floatingDay([], 0, at(0))).toBeNull()
})
