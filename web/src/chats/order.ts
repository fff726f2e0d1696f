/** In which order chats stand. */
import type { Chat } from '../contract/chat'

/** Moments on the wire are all written alike, so that text order is time order. */
export const latest = (...moments: string[]) => moments.reduce((last, moment) => (moment > last ? moment : last))

interface Place {
  id: string
  pinned: boolean
  at: string
}

/**
 * Pinned first, then by latest activity. What happens to one chat of thousands moves one chat: it remembers where all of
 * them stood and finds a new place only for those that have another reason to stand somewhere.
 */
export class Order {
  #places: readonly Place[] = []
  /** How often two chats have been compared. */
  comparisons = 0

  /** These chats, in order; `at` tells of each when it was last active, and is asked once. */
  arrange(chats: readonly Chat[], at: (chat: Chat) => string): readonly Chat[] {
    const byId = new Map(chats.map((chat) => [chat.id, chat]))
    const now = new Map(chats.map((chat) => [chat.id, { id: chat.id, pinned: chat.pinned, at: at(chat) }]))
    const kept = this.#places.filter((place) => stays(place, now.get(place.id)))
    for (const { id } of kept) now.delete(id)
    this.#places = this.#merge(
      kept,
      [...now.values()].sort((a, b) => this.#compare(a, b)),
    )
    return this.#places.flatMap(({ id }) => byId.get(id) ?? [])
  }

  /** Both are in order already; the few of `moved` look for their places among the many. */
  #merge(kept: readonly Place[], moved: readonly Place[]): readonly Place[] {
    if (!moved.length) return kept
    const merged: Place[] = []
    let from = 0
    for (const place of moved) {
      const to = this.#find(kept, place, from)
      merged.push(...kept.slice(from, to), place)
      from = to
    }
    return [...merged, ...kept.slice(from)]
  }

  #find(kept: readonly Place[], place: Place, from: number): number {
    let [low, high] = [from, kept.length]
    while (low < high) {
      const middle = (low + high) >> 1
      const there = kept[middle]
      if (there && this.#compare(there, place) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  #compare(a: Place, b: Place): number {
    this.comparisons += 1
    if (a.pinned !== b.pinned) return a.pinned ? -1 : 1
    if (a.at !== b.at) return a.at < b.at ? 1 : -1
    return a.id < b.id ? 1 : -1
  }
}

const stays = (place: Place, now: Place | undefined) => now?.at === place.at && now.pinned === place.pinned
