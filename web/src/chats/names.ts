/** What a chat is called, and whether that is what somebody is looking for. */
import type { Chat } from '../contract/chat'
import { m } from '../paraglide/messages'
import { doing, doings } from '../presence/doing'
import { people } from '../presence/people.svelte'
import { typing } from '../presence/typing.svelte'

export const titleOf = (chat: Chat) => (chat.type === 'saved' ? m.saved() : chat.title)

/** What friends say: «Лиза Орлова» → «Лиза». */
export const firstName = (name: string) => name.trim().split(/\s+/)[0] ?? ''

/** Who does what there now, in words; empty when nobody does anything. Between two there is no need for names. */
export function activity(chat: Chat): string {
  const typists = typing.of(chat.id)
  const [first] = typists
  if (!first) return ''
  if (chat.type === 'direct') return doing(first)
  return doings(typists, (userId) => firstName(people.get(userId)?.display_name ?? ''))
}

/** How many are in it. */
export const headcount = ({ type, members_count: count }: Chat) =>
  type === 'channel' ? m.subscribers({ count }) : m.members({ count })

/** Capital or not, ё or е, composed or not: all the same. */
export const fold = (text: string) => text.normalize('NFC').toLowerCase().replaceAll('ё', 'е')

/** `query` is folded already. */
export function matches(chat: Chat, query: string): boolean {
  if (fold(titleOf(chat)).includes(query)) return true
  return chat.peer !== null && `@${fold(chat.peer.username)}`.includes(query)
}
