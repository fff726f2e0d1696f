import type { User } from '../contract/user'
import { http } from '../core/http'

interface Found {
  users: User[]
  next_cursor: string | null
}

export const api = {
  get: (userId: string) => http.get<User>(`/api/users/${encodeURIComponent(userId)}`),
  search: (query: string, signal: AbortSignal) => http.get<Found>('/api/users', { query, limit: 30 }, signal),
}
