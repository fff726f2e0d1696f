/** People on the wire. */

export interface User {
  id: string
  username: string
  display_name: string
  bio: string
  avatar_url: string | null
  /** 0–7, the colour of the generated avatar. */
  accent: number
  is_bot: boolean
  online: boolean
  last_seen_at: string | null
}

export interface Me extends User {
  email: string
  email_verified: boolean
  is_admin: boolean
  totp_enabled: boolean
  created_at: string
}

/** As much of a user as a message carries of its author. */
export type Sender = Pick<User, 'id' | 'username' | 'display_name' | 'avatar_url' | 'accent'>

/** What login, registration and refresh answer. */
export interface Grant {
  access_token: string
  token_type: 'Bearer'
  /** Seconds. */
  expires_in: number
  user: Me
}

export interface Device {
  id: string
  name: string
  created_at: string
  last_seen_at: string
  current: boolean
}

export interface Settings {
  theme: 'system' | 'light' | 'dark'
  neon: boolean
  language: 'ru' | 'en' | null
  /** Percent. */
  text_size: number
  last_seen: 'everyone' | 'chats' | 'nobody'
  link_previews: boolean
  notifications: boolean
}
