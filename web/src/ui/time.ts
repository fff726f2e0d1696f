/** Moments as people say them, in the language of the page. */
import { m } from '../paraglide/messages'
import { getLocale } from '../paraglide/runtime'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** Moments in these words, in the language of the page. Making a formatter costs as much as a hundred uses of it. */
function format(options: Intl.DateTimeFormatOptions): (moment: Date) => string {
  const made = new Map<string, Intl.DateTimeFormat>()
  return (moment) => {
    const locale = getLocale()
    let formatter = made.get(locale)
    if (!formatter) {
      formatter = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : 'ru', options)
      made.set(locale, formatter)
    }
    return formatter.format(moment)
  }
}

const dayAndMonth = format({ day: 'numeric', month: 'long' })
const dayOfAYear = format({ day: 'numeric', month: 'long', year: 'numeric' })
const month = format({ month: 'long' })
const shortDay = format({ day: 'numeric', month: 'short' })
const digits = format({ day: '2-digit', month: '2-digit', year: '2-digit' })

/** 21:47 */
export const clock = format({ hour: '2-digit', minute: '2-digit' })

/** 17 November 2026, 21:47:05 — everything there is to know, for tooltips. */
export const fully = format({ dateStyle: 'long', timeStyle: 'medium' })

/** Whole days between two moments by the local calendar; 0 is the same day, 1 the day before. */
export function daysAgo(moment: Date, now = new Date()): number {
  const midnight = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate())
  return Math.round((midnight(now) - midnight(moment)) / DAY)
}

/** Today · Yesterday · 17 November · 17 November 2025: the pill over a day of messages. */
export function day(moment: Date, now = new Date()): string {
  const ago = daysAgo(moment, now)
  if (ago === 0) return m.today()
  if (ago === 1) return m.yesterday()
  return moment.getFullYear() === now.getFullYear() ? dayAndMonth(moment) : dayOfAYear(moment)
}

/** November 2026 */
export const monthOf = (moment: Date) => `${month(moment)} ${moment.getFullYear()}`

/** Mon */
export const shortWeekday = format({ weekday: 'short' })

/** Tuesday, 17 November 2026 */
export const fullDay = format({ dateStyle: 'full' })

/** today at 21:00 · tomorrow at 09:00 · 17 November at 09:00: a moment to come, within a sentence. */
export function whenComes(moment: Date, now = new Date()): string {
  const ahead = -daysAgo(moment, now)
  const time = clock(moment)
  if (ahead === 0) return m.today_at({ time })
  if (ahead === 1) return m.tomorrow_at({ time })
  return m.day_at({ day: day(moment, now), time })
}

/** 21:47 · Yesterday · Mon · 17 Nov · 17.11.25: the corner of a chat row. */
export function briefly(moment: Date, now = new Date()): string {
  const ago = daysAgo(moment, now)
  if (ago <= 0) return clock(moment)
  if (ago === 1) return m.yesterday()
  if (ago < 7) return capital(shortWeekday(moment))
  return moment.getFullYear() === now.getFullYear() ? shortDay(moment).replace('.', '') : digits(moment)
}

/** "5 minutes ago", for the last hour. */
export function minutesAgo(moment: Date, now: Date): string {
  const minutes = Math.max(1, Math.round((now.getTime() - moment.getTime()) / MINUTE))
  return new Intl.RelativeTimeFormat(getLocale()).format(-minutes, 'minute')
}

/** Where someone is who is not here: "last seen 5 minutes ago". */
export function lastSeen(moment: Date | null, now = new Date()): string {
  if (!moment) return m.last_seen_hidden()
  const age = now.getTime() - moment.getTime()
  if (age < MINUTE) return m.last_seen_now()
  if (age < 60 * MINUTE) return m.last_seen({ when: minutesAgo(moment, now) })
  const ago = daysAgo(moment, now)
  if (ago === 0) return m.last_seen_today({ time: clock(moment) })
  if (ago === 1) return m.last_seen_yesterday({ time: clock(moment) })
  return m.last_seen({ when: day(moment, now) })
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)

/** 0:42 · 1:02:03: how long something lasts. */
export function length(seconds: number): string {
  const whole = Math.round(seconds)
  const two = (number: number) => String(number).padStart(2, '0')
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes}:${two(whole % 60)}`
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`
}
