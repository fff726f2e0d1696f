/** How large a file is, as people say it: 248 КБ, 1,6 из 2,4 МБ. */
import { m } from '../paraglide/messages'
import { getLocale } from '../paraglide/runtime'

const STEP = 1024
const units = [m.unit_bytes, m.unit_kilobytes, m.unit_megabytes, m.unit_gigabytes]

/** No-break, so that a number never loses its unit. */
export const size = (bytes: number) => `${inUnit(bytes, unitOf(bytes))}\u00A0${name(bytes)}`

/** Both in the unit of the whole. */
export function sizeOf(part: number, whole: number): string {
  const unit = unitOf(whole)
  return m.size_of({ part: inUnit(part, unit), whole: `${inUnit(whole, unit)}\u00A0${name(whole)}` })
}

const name = (bytes: number) => (units[unitOf(bytes)] ?? m.unit_bytes)()

function unitOf(bytes: number): number {
  const unit = Math.floor(Math.log(Math.max(1, bytes)) / Math.log(STEP))
  return Math.min(units.length - 1, unit)
}

function inUnit(bytes: number, unit: number): string {
  const value = bytes / STEP ** unit
  return value.toLocaleString(getLocale(), { maximumFractionDigits: unit > 1 && value < 100 ? 1 : 0 })
}
