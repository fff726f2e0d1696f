/** For how long an invitation to the server holds. */
export type Lasting = 'day' | 'week' | 'ever'

const DAY = 24 * 60 * 60_000
const TIMES: Record<Lasting, number | null> = { day: DAY, week: 7 * DAY, ever: null }

/** When it ends; null for never. */
export function endOf(lasting: Lasting, now = Date.now()): string | null {
  const time = TIMES[lasting]
  return time === null ? null : new Date(now + time).toISOString()
}
