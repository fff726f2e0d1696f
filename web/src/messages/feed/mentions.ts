/** Where I was called by name and have not read it yet. */
import type { Message } from '../../contract/message'
import { api } from '../api'

/** Farther than this nobody looks. */
const PAGES = 20

export const names = (userId: string) => (message: Pick<Message, 'entities' | 'deleted'>) =>
  !message.deleted && message.entities.some(({ type, user_id }) => type === 'mention' && user_id === userId)

/** The place of the next one after `seq`, fetched page by page; null when there is none. */
export async function nextMention(chatId: string, seq: number, me: string): Promise<number | null> {
  let after = seq
  for (let page = 0; page < PAGES; page++) {
    const { messages, has_more_after } = await api.history(chatId, { after })
    const found = messages.find(names(me))
    if (found) return found.seq
    after = messages.at(-1)?.seq ?? after
    if (!has_more_after) return null
  }
  return null
}
