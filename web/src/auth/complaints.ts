/** What can be said of a form before the server is asked, and what the server said of single fields. */
import type { ApiError } from '../core/errors'

/** Codes; the interface has a sentence for each. */
export type Complaint =
  | 'required'
  | 'username_format'
  | 'email_format'
  | 'password_length'
  | 'too_long'
  | 'username_taken'
  | 'username_reserved'
  | 'email_taken'
  | 'invalid_code'
  | 'invalid_totp'
  | 'wrong_password'
  | 'validation_failed'

export type Complaints<Field extends string> = Partial<Record<Field, Complaint>>

const USERNAME = /^[A-Za-z][A-Za-z0-9_]{2,31}$/
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/
const bytes = new TextEncoder()

export type Check = (value: string) => Complaint | null

export const username: Check = (value) => (!value ? 'required' : USERNAME.test(value) ? null : 'username_format')

export const email: Check = (value) => (!value ? 'required' : EMAIL.test(value) ? null : 'email_format')

/** The limit is in bytes, because that is what the hash takes; two for a Russian letter. */
export const password: Check = (value) => {
  const size = bytes.encode(value).length
  if (!size) return 'required'
  return size < 8 || size > 72 ? 'password_length' : null
}

export const sixDigits: Check = (value) => (/^[0-9]{6}$/.test(value) ? null : 'required')

export const filled: Check = (value) => (value ? null : 'required')

/** In code points, as the server counts. */
export const within =
  (limit: number): Check =>
  (value) =>
    [...value].length > limit ? 'too_long' : null

export const anything: Check = () => null

export function complain<Field extends string>(
  values: Record<Field, string>,
  checks: Record<Field, Check>,
): Complaints<Field> {
  const complaints: Complaints<Field> = {}
  for (const field of Object.keys(checks) as Field[]) {
    const complaint = checks[field](values[field])
    if (complaint) complaints[field] = complaint
  }
  return complaints
}

const TAKEN: Partial<Record<string, { field: string; complaint: Complaint }>> = {
  username_taken: { field: 'username', complaint: 'username_taken' },
  username_reserved: { field: 'username', complaint: 'username_reserved' },
  email_taken: { field: 'email', complaint: 'email_taken' },
  invalid_code: { field: 'code', complaint: 'invalid_code' },
  wrong_password: { field: 'password', complaint: 'wrong_password' },
  invalid_totp: { field: 'totp', complaint: 'invalid_totp' },
}

/** The fields of which the server complained, among those of this form. */
export function refused<Field extends string>(error: ApiError, fields: readonly Field[]): Complaints<Field> {
  const taken = TAKEN[error.code]
  const named = taken ? [taken] : error.fields.map(({ field }) => ({ field: camel(field), complaint: INVALID }))
  const own = named.filter(({ field }) => (fields as readonly string[]).includes(field))
  return Object.fromEntries(own.map(({ field, complaint }) => [field, complaint])) as Complaints<Field>
}

const INVALID: Complaint = 'validation_failed'
const camel = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
