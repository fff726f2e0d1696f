/** When a message can be wanted to leave, in a word. */
import { m } from '../../paraglide/messages'
import { addDays, isSameDay, startOf, weekday } from '../../ui/calendar'
import { whenComes } from '../../ui/time'

export interface Time {
  text: string
  at: Date
}

const MORNING = 9
const EVENING = 20

export function atHour(day: Date, hour: number, minute = 0): Date {
  const [year, month, date] = [day.getFullYear(), day.getMonth(), day.getDate()]
  return new Date(year, month, date, hour, minute)
}

/** Those that are still to come: this evening, tomorrow morning, next Monday. */
export function times(now: Date): Time[] {
  const tomorrow = addDays(startOf(now), 1)
  const monday = addDays(startOf(now), 7 - weekday(now))
  const offered: (Time | false)[] = [
    now.getHours() < EVENING - 1 && { text: m.this_evening(), at: atHour(now, EVENING) },
    { text: m.tomorrow_morning(), at: atHour(tomorrow, MORNING) },
    !isSameDay(monday, tomorrow) && { text: m.on_monday(), at: atHour(monday, MORNING) },
  ]
  return offered.filter((each) => each !== false)
}

/** 09:30, as a field of time has it. */
export const hoursOf = (moment: Date) =>
  [moment.getHours(), moment.getMinutes()].map((each) => String(each).padStart(2, '0')).join(':')

/** That time of that day; null while the time is not whole. */
export function moment(day: Date, hours: string): Date | null {
  const [, hour, minute] = /^(\d\d):(\d\d)$/.exec(hours) ?? []
  return hour && minute ? atHour(day, Number(hour), Number(minute)) : null
}

/** "Tomorrow at 09:00", as a line of its own. */
export const spoken = (at: Date, now?: Date) => {
  const words = whenComes(at, now)
  return words.charAt(0).toUpperCase() + words.slice(1)
}
