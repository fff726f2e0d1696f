/** What a chat is called, and whether that is what somebody is looking for. */
import type { Chat } from '../contract/chat'
import { m } from '../paraglide/messages'

export const titleOf = (chat: Chat) => (chat.type === 'saved' ? m.saved() : chat.title)

/** Capital or not, ё or е, composed or not: all the same. */
export const fold = (text: string) => text.normalize('NFC').toLowerCase().replaceAll('ё', 'е')

/** `query` is folded already. */
export function matches(chat: Chat, query: string): boolean {
  if (fold(titleOf(chat)).includes(query)) return true
  return chat.peer !== null && `@${fold(chat.peer.username)}`.includes(query)
}
