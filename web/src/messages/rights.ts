/** What I may do with a message. The server has the last word; this only keeps from offering what it would refuse. */
import type { Chat } from '../contract/chat'
import type { Bubble } from './bubble'

const isThere = ({ state, deleted, type, seq }: Bubble) => state === 'sent' && seq > 0 && !deleted && type !== 'system'
const leads = ({ type, my_role }: Chat) => (type === 'group' || type === 'channel') && my_role !== 'member'

export const canPost = (chat: Chat) => chat.type !== 'channel' || chat.my_role !== 'member'

export const canReply = (message: Bubble, chat: Chat) => isThere(message) && canPost(chat)

export const canReact = (message: Bubble) => isThere(message)

export const canForward = (message: Bubble) => isThere(message)

export const canEdit = (message: Bubble) =>
  isThere(message) && message.mine && message.forwarded_from === null && message.type !== 'sticker'

export const canDelete = (message: Bubble, chat: Chat) => isThere(message) && (message.mine || leads(chat))

/** In a direct chat both, in notes their owner, elsewhere who leads. */
export const canPin = (message: Bubble, chat: Chat) =>
  isThere(message) && (chat.type === 'direct' || chat.type === 'saved' || leads(chat))
