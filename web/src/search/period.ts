/** A stretch of days, as a search takes it. */
import { m } from '../paraglide/messages'
import { addDays } from '../ui/calendar'
import { day as word } from '../ui/time'

export type Span = 'on' | 'since' | 'until'

export interface Period {
  day: Date
  span: Span
}

/** From the beginning of the first day to the end of the last. */
export function bounds({ day, span }: Period): { from?: string; to?: string } {
  const next = addDays(day, 1)
  return {
    ...(span !== 'until' && { from: day.toISOString() }),
    ...(span !== 'since' && { to: next.toISOString() }),
  }
}

export function periodName({ day, span }: Period): string {
  const words = { on: m.period_on, since: m.period_since, until: m.period_until }
  return words[span]({ day: word(day) })
}
