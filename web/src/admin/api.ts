/** What only administrators may ask. */
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

export const api = {
  stats: () => http.get<Stats>('/api/admin/stats'),
  closing: () => http.get<Closing>('/api/admin/maintenance'),
  close: (closing: Closing) => http.put<Closing>('/api/admin/maintenance', closing),
}
