/** In which order chats stand. */
import type { Chat } from '../contract/chat'

/** Moments on the wire are all written alike, so that text order is time order. */
export const latest = (...moments: string[]) => moments.reduce((last, moment) => (moment > last ? moment : last))

/** Pinned first, then by latest activity, which `at` tells of each chat; asked once a chat, not at every comparison. */
export function ordered(chats: readonly Chat[], at: (chat: Chat) => string): readonly Chat[] {
  const rows = chats.map((chat) => ({ chat, at: at(chat) }))
  rows.sort((a, b) => {
    if (a.chat.pinned !== b.chat.pinned) return a.chat.pinned ? -1 : 1
    if (a.at !== b.at) return a.at < b.at ? 1 : -1
    return a.chat.id < b.chat.id ? 1 : -1
  })
  return rows.map(({ chat }) => chat)
}
