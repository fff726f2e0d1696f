/**
 * One stay in a chat: where to begin, what to load as one looks around, what counts as read, and where one was at the end.
 */
import { tick } from 'svelte'
import type { Bubble } from '../bubble'
import type { Messages } from '../thread.svelte'
import { floatingDay } from './floating'
import { newcomers } from './fresh'
import { positions } from './positions'
import { Scroll, type VirtualList } from './scroll.svelte'

const AHEAD = 25
const FLASH_MS = 1500

export class Visit {
  readonly scroll = new Scroll<Bubble>()
  readonly #thread: Messages
  #list: VirtualList | null = null
  #at: number | null = null
  #entered = $state(false)
  #placing = false
  #awaited = $state(false)
  #placed = $state(false)
  readonly #settled = Promise.withResolvers<undefined>()
  #day = $state.raw<Date | null>(null)
  #moving = $state(false)
  #fresh: string[] = []
  /** Where one was before following a quotation. */
  #returnTo: number | null = null
  #lit = $state<string | null>(null)
  #fading: ReturnType<typeof setTimeout> | undefined
  #looking = 0

  constructor(thread: Messages) {
    this.#thread = thread
  }

  /** The feed stands where it should; before that it is not shown. */
  get placed() {
    return this.#placed
  }

  /** What is here had to be waited for; what was here before is there at once. */
  get awaited() {
    return this.#awaited
  }

  get entered() {
    return this.#entered
  }

  /** The message that was just looked for. */
  get lit() {
    return this.#lit
  }

  get day() {
    return this.#day
  }

  get moving() {
    return this.#moving
  }

  attach(list: VirtualList | null, scroller: HTMLElement | null) {
    this.#list = list
    this.scroll.attach(list, scroller)
  }

  /** The rows as they are now. */
  show(items: readonly Bubble[]) {
    if (this.#placed && this.scroll.atEnd) this.#fresh = newcomers(this.scroll.rows, items)
    this.scroll.show(items, !this.#thread.hasMoreAfter)
  }

  /** Whether this row has just come; asked once, so that scrolling past it later replays nothing. */
  takeFresh(key: string): boolean {
    const fresh = this.#fresh.includes(key)
    if (fresh) this.#fresh = this.#fresh.filter((each) => each !== key)
    return fresh
  }

  /** Opens the chat: at this place, else at the unread, else where we were, else at the end. */
  async enter(at: number | null) {
    this.#at = at
    this.#awaited = this.#thread.loading
    await this.#thread.enter(at)
    this.#entered = true
  }

  /** Goes there, once, when the first rows are on the page. */
  async place() {
    if (this.#placing || !this.#entered) return
    this.#placing = true
    await tick()
    const from = this.#at ?? this.#thread.unreadFrom
    const row = from === null ? undefined : this.scroll.rows.find((each) => each.seq >= from)
    if (row) this.scroll.jumpTo(row.key, this.#at === null ? 'start' : 'center')
    else this.scroll.restore(positions.get(this.#thread.chatId) ?? 'end')
    await frames(2)
    // Where nothing had to be scrolled, nothing has told how far the end is.
    this.scroll.rested()
    this.#placed = true
    this.#settled.resolve(undefined)
    this.look()
  }

  leave() {
    cancelAnimationFrame(this.#looking)
    positions.set(this.#thread.chatId, this.scroll.position())
    this.#thread.leave()
  }

  moved() {
    this.scroll.moved()
    this.#moving = this.#placed && !this.scroll.atEnd
    if (this.#list) this.#day = floatingDay(this.scroll.rows, this.scroll.topRow(), this.#list)
    this.look()
  }

  /** Rows have been measured, or bars have grown: something else may be in view, though nothing has moved. */
  resized() {
    this.scroll.resized()
    cancelAnimationFrame(this.#looking)
    // Not at once: rows are still being measured, and whatever this changes would cost them a layout.
    this.#looking = requestAnimationFrame(() => {
      this.scroll.moved()
      this.look()
    })
  }

  rested() {
    this.scroll.rested()
    this.#moving = false
  }

  /** Loads what will soon be in view and marks what is. */
  look() {
    if (!this.#placed) return
    const thread = this.#thread
    if (this.scroll.topRow() < AHEAD && thread.hasMoreBefore) void thread.loadBefore()
    const bottom = this.scroll.bottomRow()
    if (bottom > this.scroll.rows.length - AHEAD && thread.hasMoreAfter) void thread.loadAfter()
    const seq = this.scroll.rows[bottom]?.seq
    if (seq && document.hasFocus()) thread.markRead(seq)
  }

  /**
   * Brings a place of the chat into view, loading what is around it when it is not here, and lights it up for a moment.
   * With `comeBack` the way down leads back to where one was first. Waits until the feed stands where it begins, which
   * would otherwise be gone to last.
   */
  async goTo(seq: number, comeBack = false) {
    await this.#settled.promise
    const here = this.scroll.rows[this.scroll.bottomRow()]?.seq
    if (comeBack && here && here > seq) this.#returnTo = here
    if (!this.scroll.rows.some((each) => each.seq === seq)) {
      await this.#thread.loadAround(seq)
      await tick()
    }
    const row = this.scroll.rows.find((each) => each.seq >= seq)
    if (!row) return
    this.scroll.jumpTo(row.key)
    this.#flash(row.key)
  }

  /** The way down: first back, then to what is unread below, then to the end. */
  async goToLatest() {
    const back = this.#returnTo
    this.#returnTo = null
    if (back !== null) return this.goTo(back)
    const from = this.#thread.unreadFrom
    const bottom = this.scroll.rows[this.scroll.bottomRow()]?.seq ?? 0
    const unread = from === null ? undefined : this.scroll.rows.find((row) => row.seq >= from)
    if (unread && unread.seq > bottom) {
      this.scroll.jumpTo(unread.key, 'start')
      return
    }
    if (this.#thread.hasMoreAfter) {
      await this.#thread.loadNewest()
      await tick()
    }
    this.scroll.stickToEnd(true)
  }

  #flash(key: string) {
    clearTimeout(this.#fading)
    this.#lit = key
    this.#fading = setTimeout(() => (this.#lit = null), FLASH_MS)
  }
}

async function frames(count: number) {
  for (let i = 0; i < count; i++) await new Promise(requestAnimationFrame)
}
