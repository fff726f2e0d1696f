import { beforeEach, expect, test } from 'vitest'
import { locale } from '../core/locale.svelte'
import { briefly, clock, day, lastSeen } from './time'

const now = new Date(2026, 10, 23, 15, 30)
const at = (days: number, hours = 9, minutes = 5) => new Date(2026, 10, 23 - days, hours, minutes)

beforeEach(() => locale.use('ru'))

test('the corner of a chat row says only as much as is needed', () => {
  expect(briefly(at(0), now)).toBe('09:05')
  expect(briefly(at(1), now)).toBe('Вчера')
  expect(briefly(at(3), now)).toBe('Пт')
  expect(briefly(at(20), now)).toBe('3 нояб')
  expect(briefly(new Date(2025, 0, 2), now)).toBe('02.01.25')
})

test('yesterday is a matter of the calendar, not of 24 hours', () => {
  expect(briefly(at(1, 23, 59), new Date(2026, 10, 23, 0, 1))).toBe('Вчера')
})

test('a day is called by its name, and the year only when it is another', () => {
  expect(day(at(0), now)).toBe('Сегодня')
  expect(day(at(6), now)).toBe('17 ноября')
  expect(day(new Date(2025, 10, 17), now)).toBe('17 ноября 2025 г.')
})

test('when somebody was here is told the more vaguely the longer ago', () => {
  expect(lastSeen(new Date(now.getTime() - 20_000), now)).toBe('был(а) только что')
  expect(lastSeen(new Date(now.getTime() - 5 * 60_000), now)).toBe('был(а) 5 минут назад')
  expect(lastSeen(at(0), now)).toBe('был(а) в 09:05')
  expect(lastSeen(at(1), now)).toBe('был(а) вчера в 09:05')
  expect(lastSeen(null, now)).toBe('был(а) недавно')
})

test('all of it follows the language', () => {
  locale.use('en')
  expect(day(at(1), now)).toBe('Yesterday')
  expect(lastSeen(new Date(now.getTime() - 60 * 1000), now)).toBe('last seen 1 minute ago')
  expect(clock(at(0))).toBe('09:05')
})
