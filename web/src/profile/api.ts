import type { Device, Me, Settings, User } from '../contract/user'
import { http } from '../core/http'

/** What an authenticator needs: the address as a QR code, or the secret to be typed. */
export interface TotpSetup {
  uri: string
  secret: string
}

export interface ProfileChange {
  /** null: the username again. */
  display_name?: string | null
  bio?: string | null
  username?: string
  /** null takes the picture away. */
  avatar_id?: string | null
}

export const api = {
  save: (change: ProfileChange) => http.patch<Me>('/api/users/me', change),
  settings: () => http.get<Settings>('/api/users/me/settings'),
  saveSettings: (change: Partial<Settings>) => http.patch<Settings>('/api/users/me/settings', change),
  devices: () => http.get<{ sessions: Device[] }>('/api/auth/sessions'),
  changeEmail: (email: string, code: string) => http.patch('/api/users/me/email', { email, code }),
  setUpTotp: () => http.post<TotpSetup>('/api/auth/totp/setup'),
  enableTotp: (code: string) => http.post<{ recovery_codes: string[] }>('/api/auth/totp/enable', { code }),
  disableTotp: (password: string, totp: string) => http.post('/api/auth/totp/disable', { password, totp }),
  leaveForGood: (password: string) => http.delete('/api/users/me', { body: { password } }),
  blocks: (cursor: string | null = null) =>
    http.get<{ blocks: User[]; next_cursor: string | null }>('/api/users/me/blocks', { limit: 100, cursor }),
  block: (id: string) => http.put(`/api/users/me/blocks/${encodeURIComponent(id)}`),
  unblock: (id: string) => http.delete(`/api/users/me/blocks/${encodeURIComponent(id)}`),
  endDevice: (id: string) => http.delete(`/api/auth/sessions/${encodeURIComponent(id)}`),
}
