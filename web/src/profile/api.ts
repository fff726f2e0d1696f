import type { Device, Me, Settings } from '../contract/user'
import { http } from '../core/http'

export interface ProfileChange {
  /** null: the username again. */
  display_name?: string | null
  bio?: string | null
  username?: string
}

export const api = {
  save: (change: ProfileChange) => http.patch<Me>('/api/users/me', change),
  settings: () => http.get<Settings>('/api/users/me/settings'),
  saveSettings: (change: Partial<Settings>) => http.patch<Settings>('/api/users/me/settings', change),
  devices: () => http.get<{ sessions: Device[] }>('/api/auth/sessions'),
  endDevice: (id: string) => http.delete(`/api/auth/sessions/${encodeURIComponent(id)}`),
}
