/** Days and months, as a calendar lays them out: weeks begin on Monday. */

export const startOf = (moment: Date) => new Date(moment.getFullYear(), moment.getMonth(), moment.getDate())

export const addDays = (day: Date, by: number) => new Date(day.getFullYear(), day.getMonth(), day.getDate() + by)

/** The same day of another month, or its last when that month is shorter. */
export function addMonths(day: Date, by: number): Date {
  const last = new Date(day.getFullYear(), day.getMonth() + by + 1, 0)
  return new Date(last.getFullYear(), last.getMonth(), Math.min(day.getDate(), last.getDate()))
}

export const isSameDay = (a: Date, b: Date) => startOf(a).getTime() === startOf(b).getTime()

/** Days since Monday. */
export const weekday = (day: Date) => (day.getDay() + 6) % 7

/** The weeks that a month touches; what of them belongs to its neighbours is null. */
export function weeks(month: Date): (Date | null)[][] {
  const first = new Date(month.getFullYear(), month.getMonth(), 1)
  const count = Math.ceil((weekday(first) + days(first)) / 7)
  return Array.from({ length: count }, (_, week) =>
    Array.from({ length: 7 }, (_, at) => {
      const day = addDays(first, week * 7 + at - weekday(first))
      return day.getMonth() === first.getMonth() ? day : null
    }),
  )
}

const days = (month: Date) => new Date(month.getFullYear(), month.getMonth() + 1, 0).getDate()

/** No earlier and no later than that. */
export function clamp(day: Date, min: Date | undefined, max: Date | undefined): Date {
  if (min && day < startOf(min)) return startOf(min)
  return max && day > startOf(max) ? startOf(max) : day
}

/** Where a key leads from a day; null when it leads nowhere. */
export function step(key: string, day: Date): Date | null {
  switch (key) {
    case 'ArrowLeft':
      return addDays(day, -1)
    case 'ArrowRight':
      return addDays(day, 1)
    case 'ArrowUp':
      return addDays(day, -7)
    case 'ArrowDown':
      return addDays(day, 7)
    case 'PageUp':
      return addMonths(day, -1)
    case 'PageDown':
      return addMonths(day, 1)
    case 'Home':
      return addDays(day, -weekday(day))
    case 'End':
      return addDays(day, 6 - weekday(day))
    default:
      return null
  }
}
