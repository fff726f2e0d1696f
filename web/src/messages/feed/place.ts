/** Where a message stands among its neighbours. Asked only for the rows on the screen, so a long history costs nothing. */

/** What placing needs to know of a message. */
export interface Placeable {
  /** 0 while it is on its way. */
  seq: number
  sender: { id: string }
  created_at: string
  type?: string
}

export interface Place {
  /** Begins and ends a group: one author, less than five minutes apart, one day. */
  first: boolean
  last: boolean
  /** The day to announce above it. */
  day: Date | null
  /** The unread begin here. */
  unread: boolean
}

const TOGETHER_MS = 5 * 60_000

/**
 * `unreadFrom` is the seq of the first unread message; `complete` says that nothing older is missing, because the day
 * of the oldest message in hand is not known to begin with it.
 */
export function place(items: readonly Placeable[], index: number, unreadFrom: number | null, complete: boolean): Place {
  const item = items[index]
  if (!item) return { first: true, last: true, day: null, unread: false }
  const before = items[index - 1]
  const after = items[index + 1]
  const unread = startsUnread(before, item, unreadFrom)
  const newDay = before ? !isSameDay(sentAt(before), sentAt(item)) : complete
  return {
    first: unread || !before || !isTogether(before, item),
    last: !after || !isTogether(item, after) || startsUnread(item, after, unreadFrom),
    day: newDay ? sentAt(item) : null,
    unread,
  }
}

function startsUnread(before: Placeable | undefined, item: Placeable, from: number | null): boolean {
  if (from === null || item.seq < from) return false
  return before ? before.seq > 0 && before.seq < from : item.seq === from
}

function isTogether(a: Placeable, b: Placeable): boolean {
  const apart = sentAt(b).getTime() - sentAt(a).getTime()
  if (a.type === 'system' || b.type === 'system') return false
  return a.sender.id === b.sender.id && apart < TOGETHER_MS && isSameDay(sentAt(a), sentAt(b))
}

const sentAt = (item: Placeable) => new Date(item.created_at)

export function isSameDay(a: Date, b: Date): boolean {
  return a.getDate() === b.getDate() && a.getMonth() === b.getMonth() && a.getFullYear() === b.getFullYear()
}
