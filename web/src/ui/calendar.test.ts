import { expect, test } from 'vitest'
import { addMonths, clamp, step, weeks } from './calendar'

const day = (text: string) => new Date(`${text}T00:00:00`)

test('a month begins under its weekday and ends with its last day', () => {
  const november = weeks(day('2026-11-15'))
  expect(november).toHaveLength(6)
  expect(november[0]?.map((each) => each?.getDate() ?? null)).toEqual([null, null, null, null, null, null, 1])
  expect(november.at(-1)?.[0]?.getDate()).toBe(30)
})

test('a February of four weeks needs four lines', () => {
  expect(weeks(day('2027-02-01'))).toHaveLength(4)
})

test('a month later is never two months later', () => {
  expect(addMonths(day('2026-01-31'), 1)).toEqual(day('2026-02-28'))
  expect(addMonths(day('2026-03-31'), -1)).toEqual(day('2026-02-28'))
})

test('keys walk by days, weeks and months', () => {
  const friday = day('2026-11-27')
  expect(step('ArrowRight', friday)).toEqual(day('2026-11-28'))
  expect(step('ArrowUp', friday)).toEqual(day('2026-11-20'))
  expect(step('PageDown', friday)).toEqual(day('2026-12-27'))
  expect(step('Home', friday)).toEqual(day('2026-11-23'))
  expect(step('End', friday)).toEqual(day('2026-11-29'))
  expect(step('a', friday)).toBeNull()
})

test('nobody walks out of what can be chosen', () => {
  const [first, last] = [day('2026-11-10'), day('2026-11-24')]
  expect(clamp(day('2026-11-01'), first, last)).toEqual(first)
  expect(clamp(day('2026-12-01'), first, last)).toEqual(last)
  expect(clamp(day('2026-11-12'), first, last)).toEqual(day('2026-11-12'))
})
