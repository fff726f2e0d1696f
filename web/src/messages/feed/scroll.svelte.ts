/**
 * The list of a chat behind five verbs: append, prepend, jumpTo, stickToEnd, restore.
 * Only this file knows that the rows are virtual; the feed says what should be seen, not how far to scroll.
 */

import { tick } from 'svelte'
import { isCalm } from '../../ui/motion'

/** What a row must have: a key that survives the arrival of its server id. */
export interface Keyed {
  key: string
}

/** The part of virtua's list that is used here. */
export interface VirtualList {
  getScrollOffset(): number
  getViewportSize(): number
  getItemOffset(index: number): number
  getItemSize(index: number): number
  findItemIndex(offset: number): number
  scrollToIndex(
    index: number,
    options?: { align?: 'start' | 'center' | 'end'; offset?: number; smooth?: boolean },
  ): void
}

/** A place to come back to: the end, or a row and how far its top was below the top of the view. */
export type Position = 'end' | { key: string; below: number }

/** Space that bars cover, in pixels: rows shall not stop beneath them. */
export interface Margins {
  top: number
  bottom: number
}

const AT_END = 8
const FAR = 160
const NEAR_SCREENS = 3

export class Scroll<Row extends Keyed> {
  #rows = $state.raw<readonly Row[]>([])
  #growsAbove = $state(false)
  #generation = $state(0)
  #atEnd = $state(true)
  #complete = $state(true)
  #far = $state(false)
  #list: VirtualList | null = null
  #scroller: HTMLElement | null = null
  #latest: readonly Row[] = []
  #offset = 0
  /** On the way to a row: rows are measured meanwhile, and where it began may still look like the end. */
  #underWay = false
  /** Where we were before the list was built anew. */
  #anchor: Position | null = null

  margins = $state.raw<Margins>({ top: 0, bottom: 0 })

  get rows() {
    return this.#rows
  }

  /** For virtua: the rows changed at their beginning, so keep the distance to the end. */
  get growsAbove() {
    return this.#growsAbove
  }

  /** Another history altogether: the list is built anew. */
  get generation() {
    return this.#generation
  }

  /** The newest row is in view, and is to stay in view as more arrive. */
  get atEnd() {
    return this.#atEnd && this.#complete
  }

  /** The end is so far away that a button should lead there. */
  get far() {
    return this.#far
  }

  attach(list: VirtualList | null, scroller: HTMLElement | null) {
    const anew = list !== null && list !== this.#list
    this.#list = list
    this.#scroller = scroller
    if (anew && this.#anchor) this.restore(this.#anchor)
    if (anew) this.#anchor = null
  }

  /** Takes the rows as they are now and tells by itself which verb that is. `complete`: nothing newer is missing. */
  show(rows: readonly Row[], complete = true) {
    const before = this.#rows
    const aligned = align(before, rows)
    this.#latest = rows
    this.#complete = complete
    if (!aligned) this.#replace(rows)
    else if (aligned.length === rows.length) this.append(rows)
    else if (aligned.at(-1)?.key === before.at(-1)?.key) this.prepend(rows)
    else {
      // Both ends have changed, and virtua takes one at a time.
      this.append(aligned)
      void tick().then(() => this.#latest === rows && this.prepend(rows))
    }
  }

  /** The history reaches further back, or less far; what is in view does not move. */
  prepend(rows: readonly Row[]) {
    this.#growsAbove = true
    this.#rows = rows
  }

  /** Something new below. In view of the end it is followed; elsewhere nothing moves. */
  append(rows: readonly Row[]) {
    this.#growsAbove = false
    this.#rows = rows
  }

  /** Brings a row into view, animated when it is near. Whether the row is here at all is answered. */
  jumpTo(key: string, align: 'start' | 'center' | 'end' = 'center'): boolean {
    const index = this.#indexOf(key)
    if (index < 0 || !this.#list) return false
    const offset = align === 'start' ? -this.margins.top : align === 'end' ? this.margins.bottom : 0
    const distance = Math.abs(this.#list.getItemOffset(index) - this.#list.getScrollOffset())
    const smooth = distance < this.#list.getViewportSize() * NEAR_SCREENS && !isCalm()
    this.#atEnd = false
    this.#underWay = true
    this.#list.scrollToIndex(index, { align, offset, smooth })
    return true
  }

  /** Goes to the end and stays there while rows arrive, grow or shrink. With `smooth` the way is shown when it is short. */
  stickToEnd(smooth = false) {
    this.#atEnd = true
    this.#far = false
    this.#underWay = false
    const scroller = this.#scroller
    if (!scroller) return
    const near = scroller.scrollHeight - scroller.scrollTop < scroller.clientHeight * NEAR_SCREENS
    scroller.scrollTo({ top: scroller.scrollHeight, behavior: smooth && near && !isCalm() ? 'smooth' : 'instant' })
  }

  /** Comes back to a place without any motion. */
  restore(position: Position) {
    if (position === 'end') {
      this.stickToEnd()
      return
    }
    const index = this.#indexOf(position.key)
    if (index < 0) {
      this.stickToEnd()
      return
    }
    this.#atEnd = false
    this.#list?.scrollToIndex(index, { align: 'start', offset: -position.below })
  }

  /** Where we are now, for `restore`. */
  position(): Position {
    if (this.atEnd || !this.#list) return 'end'
    const index = this.topRow()
    const row = this.#rows[index]
    if (!row) return 'end'
    return { key: row.key, below: this.margins.top + this.#list.getItemOffset(index) - this.#list.getScrollOffset() }
  }

  /** The first row that is not hidden under the upper bar. */
  topRow(): number {
    return this.#list?.findItemIndex(this.#list.getScrollOffset() + this.margins.top) ?? 0
  }

  /** The last row that is not hidden under the lower bar. */
  bottomRow(): number {
    const list = this.#list
    if (!list) return this.#rows.length - 1
    return list.findItemIndex(list.getScrollOffset() + list.getViewportSize() - this.margins.bottom)
  }

  /** The view has moved. Reads virtua's own numbers only: a scroll handler must not cost a layout. */
  moved() {
    const list = this.#list
    if (!list) return
    const offset = list.getScrollOffset()
    const left = this.#left(list)
    // Only going up leaves the end: while rows are being measured the end itself moves away for a moment.
    if (left <= AT_END) this.#atEnd = !this.#underWay
    else if (offset < this.#offset) this.#atEnd = false
    this.#offset = offset
    this.#far = left > FAR
  }

  /** The view moves no more: where it is now is where it was to go. */
  rested() {
    this.#underWay = false
    this.moved()
  }

  /** Rows, bars or the window have another size: who was at the end stays at the end. */
  resized() {
    if (this.atEnd) this.stickToEnd()
  }

  /** How far it is to the end; by the last row, since virtua takes no list for shorter than its view. */
  #left(list: VirtualList): number {
    const last = this.#rows.length - 1
    if (last < 0) return 0
    const whole = this.margins.top + list.getItemOffset(last) + list.getItemSize(last) + this.margins.bottom
    return whole - list.getViewportSize() - list.getScrollOffset()
  }

  #replace(rows: readonly Row[]) {
    this.#anchor = this.position()
    this.#generation += 1
    this.append(rows)
  }

  #indexOf(key: string): number {
    return this.#rows.findIndex((row) => row.key === key)
  }
}

/** `rows` with the beginning that `before` had, so that only the end differs; null when they share nothing. */
function align<Row extends Keyed>(before: readonly Row[], rows: readonly Row[]): readonly Row[] | null {
  const [was, is] = [before[0], rows[0]]
  if (!was || !is) return rows
  const above = rows.findIndex((row) => row.key === was.key)
  if (above >= 0) return above ? rows.slice(above) : rows
  const gone = before.findIndex((row) => row.key === is.key)
  return gone < 0 ? null : [...before.slice(0, gone), ...rows]
}
