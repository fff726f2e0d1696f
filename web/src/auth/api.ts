import type { Grant } from '../contract/user'
import { http } from '../core/http'

/** Seconds. */
export interface CodeSent {
  expires_in: number
  retry_after: number
}

export interface CodeLogin {
  email: string
  code: string
  totp?: string
}

export const api = {
  /** Signed out: to sign in. Signed in: to use that address for one's account. */
  send: (email: string) => http.post<CodeSent>('/api/auth/send-code', { email }),
  verify: (login: CodeLogin) => http.post<Grant>('/api/auth/verify-code', login),
  reset: (login: CodeLogin & { new_password: string }) => http.post<Grant>('/api/auth/reset', login),
}
