import { expect, test } from 'vitest'
import { hoursOf, moment, times } from './times'

const at = (text: string) => new Date(text)

test('in the morning there is an evening to come, and a Monday', () => {
  expect(times(at('2026-11-24T10:00:00')).map((each) => each.at)).toEqual([
    at('2026-11-24T20:00:00'),
    at('2026-11-25T09:00:00'),
    at('2026-11-30T09:00:00'),
  ])
})

test('late on a Sunday tomorrow is the Monday', () => {
  expect(times(at('2026-11-22T22:00:00')).map((each) => each.at)).toEqual([at('2026-11-23T09:00:00')])
})

test('a day and hours make a moment, once they are whole', () => {
  expect(moment(at('2026-11-24T00:00:00'), '09:30')).toEqual(at('2026-11-24T09:30:00'))
  expect(moment(at('2026-11-24T00:00:00'), '')).toBeNull()
  expect(hoursOf(at('2026-11-24T09:05:00'))).toBe('09:05')
})
