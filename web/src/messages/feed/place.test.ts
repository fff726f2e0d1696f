import { expect, test } from 'vitest'
import { place, type Placeable } from './place'

const said = (seq: number, who: string, hours: number, minutes = 0, day = 23): Placeable => ({
  seq,
  sender: { id: who },
  created_at: new Date(2026, 10, day, hours, minutes).toISOString(),
})
const shape = (items: Placeable[], unreadFrom: number | null = null) =>
  items.map((_, index) => {
    const { first, last } = place(items, index, unreadFrom, true)
    return first && last ? 'alone' : first ? 'first' : last ? 'last' : 'middle'
  })

test('what one person says within five minutes is one group', () => {
  expect(shape([said(1, 'a', 9, 0), said(2, 'a', 9, 4), said(3, 'a', 9, 8)])).toEqual(['first', 'middle', 'last'])
})

test('a pause of five minutes, another author and another day begin a new group', () => {
  expect(shape([said(1, 'a', 9, 0), said(2, 'a', 9, 5)])).toEqual(['alone', 'alone'])
  expect(shape([said(1, 'a', 9, 0), said(2, 'b', 9, 1)])).toEqual(['alone', 'alone'])
  expect(shape([said(1, 'a', 23, 59, 22), said(2, 'a', 0, 1, 23)])).toEqual(['alone', 'alone'])
})

test('the unread line stands above the first unread message, and cuts its group in two', () => {
  const items = [said(1, 'a', 9, 0), said(2, 'a', 9, 1), said(3, 'a', 9, 2)]
  expect(items.map((_, i) => place(items, i, 2, true).unread)).toEqual([false, true, false])
  expect(shape(items, 2)).toEqual(['alone', 'first', 'last'])
})

test('what is on its way never stands under the unread line', () => {
  const items = [said(1, 'a', 9, 0), said(0, 'b', 9, 1)]
  expect(items.map((_, i) => place(items, i, 2, true).unread)).toEqual([false, false])
})

test('each day is announced above its first message', () => {
  const items = [said(1, 'a', 9, 0, 22), said(2, 'a', 9, 1, 22), said(3, 'a', 9, 0, 23)]
  expect(items.map((_, i) => place(items, i, null, true).day?.getDate())).toEqual([22, undefined, 23])
})

test('the day of the oldest message in hand is not announced while older ones may be of the same day', () => {
  const items = [said(41, 'a', 9, 0)]
  expect(place(items, 0, null, false).day).toBeNull()
  expect(place(items, 0, null, true).day?.getDate()).toBe(23)
})
