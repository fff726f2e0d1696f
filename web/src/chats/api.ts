import type { Chat, ChatList, ChatSettings, Invitation, Invite, Member, MemberList, Role } from '../contract/chat'
import { http } from '../core/http'

/** A group or a channel as its founder wishes it. */
export interface Founding {
  title: string
  type: 'group' | 'channel'
  description?: string
  member_ids: string[]
  avatar_id?: string
  history: Chat['history']
}

export interface ChatChange {
  title?: string
  description?: string
  /** null takes the picture away. */
  avatar_id?: string | null
  history?: Chat['history']
}

/** How long an invitation holds, and for how many; without either, until it is revoked. */
export interface Terms {
  expires_at?: string
  max_uses?: number
}

const path = (chatId: string, rest = '') => `/api/chats/${encodeURIComponent(chatId)}${rest}`
const member = (chatId: string, userId: string) => path(chatId, `/members/${encodeURIComponent(userId)}`)

export const api = {
  list: (cursor: string | null) => http.get<ChatList>('/api/chats', { limit: 100, cursor }),
  get: (chatId: string) => http.get<Chat>(path(chatId)),
  open: (userId: string) => http.post<Chat>('/api/chats', { user_id: userId }),
  found: (founding: Founding) => http.post<Chat>('/api/chats/group', founding),
  change: (chatId: string, change: ChatChange) => http.patch<Chat>(path(chatId), change),
  set: (chatId: string, settings: Partial<ChatSettings>) => http.patch<Chat>(path(chatId, '/settings'), settings),
  read: (chatId: string, seq: number) => http.post(path(chatId, '/read'), { seq }),
  /** This and the next two also as the page is being closed. */
  clear: (chatId: string) => http.post(path(chatId, '/clear'), {}, { keepalive: true }),
  remove: (chatId: string) => http.delete(path(chatId), { keepalive: true }),
  leave: (chatId: string, me: string) => http.delete(member(chatId, me), { keepalive: true }),
  members: (chatId: string, cursor: string | null) =>
    http.get<MemberList>(path(chatId, '/members'), { limit: 100, cursor }),
  add: (chatId: string, user_ids: string[]) => http.post<{ members: Member[] }>(path(chatId, '/members'), { user_ids }),
  appoint: (chatId: string, userId: string, role: Role) => http.patch<Member>(member(chatId, userId), { role }),
  dismiss: (chatId: string, userId: string) => http.delete(member(chatId, userId)),
  invites: (chatId: string) => http.get<{ invites: Invite[] }>(path(chatId, '/invites'), { limit: 100 }),
  invite: (chatId: string, terms: Terms) => http.post<Invite>(path(chatId, '/invites'), terms),
  revoke: (chatId: string, code: string) => http.delete(path(chatId, `/invites/${encodeURIComponent(code)}`)),
  invitation: (code: string) => http.get<Invitation>(`/api/invites/${encodeURIComponent(code)}`),
  join: (code: string) => http.post<Chat>(`/api/invites/${encodeURIComponent(code)}/join`),
}
