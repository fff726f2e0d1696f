import type { Grant } from '../contract/user'
import { http } from '../core/http'
import { request } from '../core/request'
import { token } from '../core/token'

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
  send: (email: string) =>
    token.current
      ? http.post<CodeSent>('/api/auth/send-code', { email })
      : request<CodeSent>('POST', '/api/auth/send-code', { body: { email } }),
  verify: (login: CodeLogin) => request<Grant>('POST', '/api/auth/verify-code', { body: login }),
  reset: (login: CodeLogin & { new_password: string }) => request<Grant>('POST', '/api/auth/reset', { body: login }),
}
