/** What only administrators may ask. */
import type { User } from '../contract/user'
import { http } from '../core/http'

/** How much was said on one day, in UTC. */
export interface Day {
  date: string
  messages: number
}

export interface Stats {
  version: string
  uptime_seconds: number
  users: { total: number; new_in_week: number; admins: number; disabled: number; online: number }
  chats: number
  messages: number
  days: readonly Day[]
  /** The disk is unknown where files do not lie on one. */
  storage: {
    files: number
    bytes: number
    database_bytes: number
    disk_bytes: number | null
    disk_free_bytes: number | null
  }
  open_reports: number
}

/** Whether the server is closed, and what people are told meanwhile. */
export interface Closing {
  enabled: boolean
  message: string | null
}

/** A person with what only administrators see. */
export interface Account extends User {
  email: string
  email_verified: boolean
  is_admin: boolean
  totp_enabled: boolean
  disabled: boolean
  sessions_count: number
  /** The room their files take. */
  stored_bytes: number
  created_at: string
  /** Told once, in answer to having one made. */
  temporary_password: string | null
}

/** What is absent stays. */
export interface AccountChange {
  is_admin?: boolean
  disabled?: boolean
  end_sessions?: true
  temporary_password?: true
}

/** `excerpt` is what was said, as it was when it was reported, until that is deleted; `user` is who said it, or is. */
export interface Report {
  id: string
  reporter: User
  user: User | null
  message_id: string | null
  excerpt: string
  reason: string
  created_at: string
  resolved_at: string | null
  resolved_by: User | null
  resolution: string | null
}

/** Whoever has the code may make an account. */
export interface ServerInvite {
  code: string
  expires_at: string | null
  max_uses: number | null
  uses: number
  created_at: string
}

/** One deed of an administrator, or of the command line when nobody is named. */
export interface Entry {
  id: string
  actor_id: string | null
  actor_name: string | null
  deed: string
  user_id: string | null
  user_name: string | null
  details: Record<string, unknown>
  done_at: string
}

type Listed<Key extends string, Item> = Record<Key, Item[]> & { next_cursor: string | null }

const account = (id: string) => `/api/admin/users/${encodeURIComponent(id)}`

export const api = {
  accounts: (query: string, cursor: string | null) =>
    http.get<Listed<'users', Account>>('/api/admin/users', { query: query || null, limit: 50, cursor }),
  changeAccount: (id: string, change: AccountChange) => http.patch<Account>(account(id), change),
  removeAccount: (id: string) => http.delete(account(id)),
  reports: (resolved: boolean, cursor: string | null) =>
    http.get<Listed<'reports', Report>>('/api/admin/reports', { resolved: String(resolved), limit: 50, cursor }),
  settle: (id: string, verdict: { resolved: boolean; resolution?: string }) =>
    http.patch<Report>(`/api/admin/reports/${encodeURIComponent(id)}`, verdict),
  removeMessage: (id: string) => http.delete(`/api/messages/${encodeURIComponent(id)}/delete`),
  invites: (cursor: string | null) =>
    http.get<Listed<'invites', ServerInvite>>('/api/admin/invites', { limit: 50, cursor }),
  invite: (terms: { expires_at?: string; max_uses?: number }) => http.post<ServerInvite>('/api/admin/invites', terms),
  revokeInvite: (code: string) => http.delete(`/api/admin/invites/${encodeURIComponent(code)}`),
  audit: (cursor: string | null) => http.get<Listed<'entries', Entry>>('/api/admin/audit', { limit: 50, cursor }),
  stats: () => http.get<Stats>('/api/admin/stats'),
  closing: () => http.get<Closing>('/api/admin/maintenance'),
  close: (closing: Closing) => http.put<Closing>('/api/admin/maintenance', closing),
}
