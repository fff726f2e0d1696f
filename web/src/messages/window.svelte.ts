/** The part of a chat's history that is held and shown, fetched page by page as somebody looks around. */
import type { ChatEvent } from '../contract/events'
import type { History, Message } from '../contract/message'
import { session } from '../core/session.svelte'
import type { Place } from './api'
import { changed, dress, quoting, requoted, type Bubble } from './bubble'
import { Pages, type Direction } from './pages.svelte'
import { Spans, type Span } from './spans'

/** More than this is let go of at the far end, however long somebody scrolls. */
const KEEP = 1000

type Stretch = Omit<Span, 'bubbles'>

export class Window {
  readonly #pages: Pages
  readonly #spans = new Spans()
  #view = $state.raw<Span | null>(null)
  /** A place in the span that is shown; Infinity is the end. */
  #focus = Infinity
  #starting: Promise<boolean> = Promise.resolve(true)

  constructor(chatId: string) {
    this.#pages = new Pages(chatId)
  }

  get bubbles(): readonly Bubble[] {
    return this.#view?.bubbles ?? []
  }

  get isHeld() {
    return !this.#spans.isEmpty || this.#pages.isBusy
  }

  get isShown() {
    return this.#view !== null
  }

  get failed() {
    return this.#pages.failed
  }

  get hasMoreBefore() {
    return this.#view !== null && this.#view.from > 0
  }

  get hasMoreAfter() {
    return this.#view !== null && this.#view.to < Infinity
  }

  isLoading(direction: Direction) {
    return this.#pages.isLoading(direction)
  }

  showNewest() {
    return this.#show(Infinity, {})
  }

  showAround(seq: number) {
    return this.#show(seq, { around: seq })
  }

  async loadBefore() {
    const view = this.#view
    if (!view || view.from === 0) return
    await this.#load('before', { before: view.from }, (page) => ({ ...stretch(page), to: view.from - 1 }))
    this.#trim('from')
  }

  async loadAfter() {
    const view = this.#view
    if (!view || view.to === Infinity) return
    await this.#load('after', { after: view.to }, (page) => ({ ...stretch(page), from: view.to + 1 }))
    this.#trim('to')
  }

  /** What failed, once more. */
  async retry() {
    await (this.#pages.retry() ?? this.showNewest())
    this.#look()
  }

  /** Fetches anew what is shown, and drops all else: nobody knows any more what of it is still true. */
  renew(): Promise<boolean> {
    const middle = this.bubbles[this.bubbles.length >> 1]
    const place = this.hasMoreAfter && middle ? { around: middle.seq } : {}
    return this.#start(place, true)
  }

  /** A numbered event whose turn it is. */
  apply(event: ChatEvent) {
    this.#tell(() => this.#perform(event))
  }

  /** Messages as they are now, whatever has happened to them since. */
  hold(messages: readonly Message[]) {
    this.#tell(() => {
      this.#spans.put(messages.map((message) => dress(message, this.#me)))
      this.#spans.change(quoting(messages))
    })
  }

  /** Shows it so at once; the server's own word, when it comes, counts. */
  amend(id: string, change: (bubble: Bubble) => Bubble) {
    this.#spans.change((bubble) => (bubble.id === id ? change(bubble) : bubble))
    this.#look()
  }

  clear() {
    this.#spans.clear()
    this.#focus = Infinity
    this.#pages.clear()
    this.#look()
  }

  get #me() {
    return session.me?.id ?? ''
  }

  #tell(news: () => void) {
    this.#pages.tell(news)
    this.#look()
  }

  #perform(event: ChatEvent) {
    const { type, change } = event
    if (type === 'message:new' || type === 'message:forward') return this.#arrive(dress(change, this.#me))
    const parent = type === 'message:edit' ? change : { id: change.id, text: '', deleted: true }
    const isQuotable = type === 'message:edit' || type === 'message:delete'
    this.#spans.change((bubble) => {
      if (bubble.id === change.id) return changed(bubble, event, this.#me)
      return isQuotable ? requoted(bubble, parent) : bubble
    })
  }

  #arrive(bubble: Bubble) {
    const parent = bubble.reply_to && this.#held(bubble.reply_to.seq)
    this.#spans.put([parent ? requoted(bubble, parent) : bubble])
  }

  #held(seq: number): Bubble | undefined {
    return this.#spans.find(seq)?.bubbles.find((bubble) => bubble.seq === seq)
  }

  async #show(seq: number, place: Place) {
    await this.#starting
    if (this.#spans.find(seq) || (await this.#start(place))) this.#focus = seq
    this.#look()
  }

  /** One after the other: only one page is fetched in each direction at a time, and none shall be forgone for that. */
  #start(place: Place, anew = false): Promise<boolean> {
    const load = () =>
      this.#load('start', place, (page) => {
        if (anew) this.#spans.clear()
        return stretch(page)
      })
    this.#starting = this.#starting.then(load)
    return this.#starting
  }

  /** Fetches one page, which tells `span` of the history. True when it is here. */
  async #load(direction: Direction, place: Place, span: (page: History) => Stretch): Promise<boolean> {
    const isHere = await this.#pages.load(direction, place, (page) => this.#take(page, span(page)))
    if (isHere) this.#look()
    return isHere
  }

  #take({ messages }: History, span: Stretch) {
    this.#spans.add({ ...span, bubbles: messages.map((message) => dress(message, this.#me)) })
  }

  #trim(edge: 'from' | 'to') {
    const view = this.#view
    if (!view || view.bubbles.length <= KEEP) return
    this.#spans.trim(view, edge, KEEP)
    this.#focus = view.bubbles.at(edge === 'from' ? 0 : -1)?.seq ?? Infinity
    this.#look()
  }

  #look() {
    this.#view = this.#spans.find(this.#focus) ?? null
  }
}

/** How much of the history a page tells. */
function stretch({ messages, has_more_before, has_more_after }: History): Stretch {
  return {
    from: has_more_before ? (messages[0]?.seq ?? 0) : 0,
    to: has_more_after ? (messages.at(-1)?.seq ?? Infinity) : Infinity,
  }
}
