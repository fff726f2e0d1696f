/** What an event makes of a chat's row: old row + event = fresh row, as the server would tell it. */
import type { Chat } from '../contract/chat'
import type { Changes, ChatEvent, Read } from '../contract/events'
import type { Message } from '../contract/message'
import type { User } from '../contract/user'

/** From here on the server counts no further. */
const COUNTED = 1000

/** The row after one numbered event, seen by `me`. */
export function after(chat: Chat, { type, change }: ChatEvent, me: string): Chat {
  if (change.version <= chat.version) return chat
  const moved = { ...chat, version: change.version }
  switch (type) {
    case 'message:new':
    case 'message:forward':
      return arrived(moved, change, me)
    case 'message:edit':
      return retold(moved, { broken: undefined, ...change })
    case 'message:delete':
      return uncounted(retold(moved, { ...change, ...BLANK }), change, me)
    case 'message:reaction':
      return retold(moved, { id: change.id, version: change.version, reactions: change.reactions })
    case 'message:pin':
      return retold(moved, { id: change.id, version: change.version, pinned: change.pinned })
  }
}

/** All that is left of a deleted message. */
export const BLANK = {
  deleted: true,
  text: '',
  entities: [],
  attachments: [],
  reactions: [],
  my_reactions: [],
  reply_to: null,
  forwarded_from: null,
  link_preview: null,
  system: null,
  pinned: false,
  broken: undefined,
} satisfies Partial<Message>

function arrived(chat: Chat, message: Message, me: string): Chat {
  const counts = message.sender.id !== me && message.type !== 'system' && message.seq > chat.last_read_seq
  const mentions = message.entities.some(({ type, user_id }) => type === 'mention' && user_id === me)
  return {
    ...chat,
    last_message: message,
    last_seq: message.seq,
    updated_at: message.created_at,
    peer_read_seq: chat.type === 'saved' ? message.seq : chat.peer_read_seq,
    unread_count: Math.min(COUNTED, chat.unread_count + (counts ? 1 : 0)),
    unread_mentions_count: chat.unread_mentions_count + (counts && mentions ? 1 : 0),
  }
}

function retold(chat: Chat, change: Partial<Message> & { id: string }): Chat {
  if (chat.last_message?.id !== change.id) return chat
  return { ...chat, last_message: { ...chat.last_message, ...change } }
}

function uncounted(chat: Chat, { seq, sender_id, type }: Changes['message:delete'], me: string): Chat {
  const counted = sender_id !== me && type !== 'system' && seq > chat.last_read_seq
  if (!counted || chat.unread_count === 0 || chat.unread_count === COUNTED) return chat
  return { ...chat, unread_count: chat.unread_count - 1 }
}

/** Marks never move back. */
export function read(chat: Chat, mark: Read, me: string): Chat {
  if (mark.user_id !== me) {
    return { ...chat, peer_read_seq: Math.max(chat.peer_read_seq ?? 0, mark.seq) }
  }
  if (mark.seq < chat.last_read_seq) return chat
  return {
    ...chat,
    last_read_seq: mark.seq,
    marked_unread: false,
    unread_count: mark.unread_count ?? chat.unread_count,
    unread_mentions_count: mark.unread_mentions_count ?? chat.unread_mentions_count,
  }
}

/** The other one of a direct chat has changed: the chat is named and pictured after them. */
export function renamed(chat: Chat, peer: User): Chat {
  const { display_name: title, avatar_url, accent } = peer
  return { ...chat, peer, title, avatar_url, accent }
}

/** A row told anew, which may have been written down before events that have reached us since. */
export function retake(held: Chat, told: Chat): Chat {
  const fresh = { ...told }
  if (told.version < held.version) {
    const { last_message, last_seq, version, updated_at, unread_count, unread_mentions_count } = held
    Object.assign(fresh, { last_message, last_seq, version, updated_at, unread_count, unread_mentions_count })
  }
  if (told.last_read_seq < held.last_read_seq) {
    const { last_read_seq, unread_count, unread_mentions_count } = held
    Object.assign(fresh, { last_read_seq, unread_count, unread_mentions_count })
  }
  if (told.peer_read_seq !== null) fresh.peer_read_seq = Math.max(told.peer_read_seq, held.peer_read_seq ?? 0)
  return fresh
}
