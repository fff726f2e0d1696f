/** Chats on the wire. */
import type { Message } from './message'
import type { User } from './user'

export type Role = 'owner' | 'admin' | 'member'

export interface Chat {
  id: string
  type: 'direct' | 'group' | 'channel' | 'saved'
  title: string
  description: string
  avatar_url: string | null
  accent: number
  peer: User | null
  my_role: Role
  members_count: number
  history: 'all' | 'from_join'
  last_message: Message | null
  /** Exact up to 999, then 1000. */
  unread_count: number
  unread_mentions_count: number
  last_read_seq: number
  peer_read_seq: number | null
  last_seq: number
  /** What I see begins behind this place: I joined then, or have cleared my history. */
  visible_after: number
  version: number
  pinned: boolean
  marked_unread: boolean
  muted_until: string | null
  draft: string | null
  created_at: string
  updated_at: string
}

export interface ChatList {
  chats: Chat[]
  next_cursor: string | null
  unread_total: number
}

export interface Member {
  user: User
  role: Role
  joined_at: string
}

export interface MemberList {
  members: Member[]
  next_cursor: string | null
}

export interface Invite {
  code: string
  chat_id: string
  created_at: string
  expires_at: string | null
  max_uses: number | null
  uses: number
}

/** An invite as whoever holds it sees it; `chat_id` is null until they are in. */
export interface Invitation extends Pick<Chat, 'title' | 'description' | 'avatar_url' | 'accent' | 'members_count'> {
  code: string
  chat_id: string | null
  type: 'group' | 'channel'
  expires_at: string | null
}

/** What is mine alone in a chat. */
export type ChatSettings = Pick<Chat, 'pinned' | 'muted_until' | 'draft' | 'marked_unread'>

export interface SyncRequest {
  cursor: string | null
  chats: Record<string, number>
}

export interface SyncAnswer {
  cursor: string
  versions: Record<string, number>
  chats: Chat[]
  messages: Message[]
  truncated: string[]
  gone: string[]
  more: boolean
}
