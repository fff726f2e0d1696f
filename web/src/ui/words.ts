/** What went wrong, said to a person: the server and the forms speak in codes. */
import { m } from '../paraglide/messages'

const words: Record<string, () => string> = {
  unreachable: m.error_offline,
  timeout: m.error_offline,
  invalid_credentials: m.error_invalid_credentials,
  totp_required: m.error_totp_required,
  locked: m.error_locked,
  slow_down: m.error_slow_down,
  username_taken: m.error_username_taken,
  email_taken: m.error_email_taken,
  username_format: m.error_username_format,
  email_format: m.error_email_format,
  password_length: m.error_password_length,
  required: m.error_required,
  too_long: m.error_too_long,
  registration_closed: m.error_registration_closed,
  setup_required: m.error_setup_required,
  invite_required: m.error_invite_required,
  invite_invalid: m.error_invite_invalid,
  maintenance: m.error_maintenance,
  overloaded: m.error_unavailable,
  shutting_down: m.error_unavailable,
  validation_failed: m.error_validation_failed,
  not_found: m.error_not_found,
  foreign_origin: m.error_foreign_origin,
  session_not_found: m.error_not_found,
  user_not_found: m.error_not_found,
  session_ended: m.error_unauthorized,
  token_expired: m.error_unauthorized,
  unauthorized: m.error_unauthorized,
  not_accepted: m.error_not_accepted,
  empty_message: m.error_empty_message,
  chat_not_found: m.error_chat_not_found,
  too_large: m.error_too_large,
  type_not_allowed: m.error_type_not_allowed,
  empty_file: m.error_empty_file,
  quota_exceeded: m.error_quota_exceeded,
  not_author: m.error_not_author,
  message_not_found: m.error_message_not_found,
  too_many_reactions: m.error_too_many_reactions,
  attachment_used: m.error_attachment_used,
  forbidden: m.error_forbidden,
}

export function complaint(code: string): string {
  return (words[code] ?? m.error_unknown)()
}
