/**
 * Which parts of a chat's history are held. A span holds everything there is between two places, so a page asked for
 * "before 51" and one that begins at 51 grow into one span. From 0: the beginning is held; to Infinity: the end is,
 * and whatever is sent next belongs to it.
 */
import { retold, type Bubble } from './bubble'

export interface Span {
  readonly from: number
  readonly to: number
  /** By ascending `seq`. */
  readonly bubbles: readonly Bubble[]
}

export class Spans {
  #spans: readonly Span[] = []

  get isEmpty() {
    return this.#spans.length === 0
  }

  /** The span in which this place lies; `Infinity` is the end. */
  find(seq: number): Span | undefined {
    return this.#spans.find(({ from, to }) => from <= seq && seq <= to)
  }

  /** Adds what was told about a stretch of history; spans that touch become one. */
  add(told: Span) {
    const touching = this.#spans.filter(({ from, to }) => from <= told.to + 1 && told.from <= to + 1)
    const all = [...touching, told]
    const union = {
      from: Math.min(...all.map(({ from }) => from)),
      to: Math.max(...all.map(({ to }) => to)),
      bubbles: merge(all.flatMap(({ bubbles }) => bubbles)),
    }
    this.#spans = [...this.#spans.filter((span) => !touching.includes(span)), union]
  }

  /** Puts messages where they belong, as far as those places are held. */
  put(bubbles: readonly Bubble[]) {
    for (const span of this.#spans) {
      const own = bubbles.filter(({ seq }) => span.from <= seq && seq <= span.to)
      if (own.length) this.#swap(span, { ...span, bubbles: merge([...span.bubbles, ...own]) })
    }
  }

  /** Changes every held message of which `change` makes another one. */
  change(change: (bubble: Bubble) => Bubble) {
    for (const span of this.#spans) {
      const bubbles = span.bubbles.map(change)
      if (bubbles.some((bubble, i) => bubble !== span.bubbles[i])) this.#swap(span, { ...span, bubbles })
    }
  }

  /** Lets go of what is farther than `keep` messages from that edge of this span. */
  trim(span: Span, edge: 'from' | 'to', keep: number) {
    if (span.bubbles.length <= keep) return
    const bubbles = edge === 'from' ? span.bubbles.slice(0, keep) : span.bubbles.slice(-keep)
    const { from = span.from, to = span.to } = edge === 'from' ? { to: bubbles.at(-1)?.seq } : { from: bubbles[0]?.seq }
    this.#swap(span, { from, to, bubbles })
  }

  clear() {
    this.#spans = []
  }

  #swap(old: Span, fresh: Span) {
    this.#spans = this.#spans.map((span) => (span === old ? fresh : span))
  }
}

function merge(bubbles: readonly Bubble[]): readonly Bubble[] {
  const bySeq = new Map<number, Bubble>()
  for (const bubble of bubbles) {
    const held = bySeq.get(bubble.seq)
    bySeq.set(bubble.seq, held ? retold(held, bubble) : bubble)
  }
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq)
}
