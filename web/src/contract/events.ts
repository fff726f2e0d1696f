/** What the socket says to us and what we say to it. */
import type { Chat, Role, SyncAnswer, SyncRequest } from './chat'
import type { Draft, Message, Reaction } from './message'
import type { User } from './user'

interface Change {
  id: string
  chat_id: string
  seq: number
  version: number
}

/** The numbered events: every durable change of a chat's messages takes the chat's next version. */
export interface Changes {
  'message:new': Message
  'message:edit': Message
  'message:forward': Message
  'message:delete': Change & { sender_id: string; type: Message['type'] }
  'message:reaction': Change & { reactions: Reaction[]; user_id: string; emoji: string; added: boolean }
  'message:pin': Change & { pinned: boolean }
}

export type ChatEvent = { [Type in keyof Changes]: { type: Type; change: Changes[Type] } }[keyof Changes]

export type TypingAction = 'text' | 'voice' | 'upload'

export interface Typing {
  chat_id: string
  user_id: string
  action: TypingAction
}

export interface Read {
  chat_id: string
  user_id: string
  seq: number
  unread_count?: number
  unread_mentions_count?: number
}

export interface Seen {
  user_id: string
  online: boolean
  last_seen_at: string | null
}

export interface MembersChange {
  chat_id: string
  members_count: number
  added: User[]
  removed: string[]
  roles: Record<string, Role>
}

/** Server → client. */
export interface Heard extends Changes {
  'chat:new': Chat
  'chat:update': { chat_id: string } & Partial<Chat>
  'chat:members': MembersChange
  'chat:gone': { chat_id: string }
  'chat:stale': { chat_id: string; version: number }
  'chat:read': Read
  'typing:start': Typing
  'typing:stop': Typing
  'presence:update': Seen
  'user:update': User
  maintenance: { enabled: boolean; message: string | null }
  'session:expired': Record<string, never>
  flood: { retry_after: number }
  bad_packet: { detail: string }
}

/** Client → server: what is said, and what a good acknowledgement adds to `ok: true`. */
export interface Said {
  'message:send': { says: Draft; answer: { message: Message } }
  'typing:start': { says: { chat_id: string; action?: TypingAction }; answer: object }
  'typing:stop': { says: { chat_id: string; action?: TypingAction }; answer: object }
  'chat:read': { says: { chat_id: string; seq: number }; answer: object }
  sync: { says: SyncRequest; answer: SyncAnswer }
  'auth:refresh': { says: { token: string }; answer: object }
}

export interface Refusal {
  code: string
  detail: string
  retry_after?: number
}

export type Ack<Answer> = ({ ok: true } & Answer) | { ok: false; error: Refusal }
