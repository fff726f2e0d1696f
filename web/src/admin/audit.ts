/** What administrators have done, in words. */
import { m } from '../paraglide/messages'
import type { Entry } from './api'

const deeds: Record<string, (entry: Entry) => string> = {
  maintenance: ({ details }) => (details.enabled ? m.audit_closed() : m.audit_opened()),
  'report.resolved': () => m.audit_report_settled(),
  'report.reopened': () => m.audit_report_reopened(),
  'user.promoted': (entry) => m.audit_promoted({ name: whom(entry) }),
  'user.demoted': (entry) => m.audit_demoted({ name: whom(entry) }),
  'user.disabled': (entry) => m.audit_disabled({ name: whom(entry) }),
  'user.enabled': (entry) => m.audit_enabled({ name: whom(entry) }),
  'user.password_set': (entry) => m.audit_password({ name: whom(entry) }),
  'user.sessions_ended': (entry) => m.audit_ended({ name: whom(entry) }),
  'user.deleted': (entry) => m.audit_deleted({ name: whom(entry) }),
  'invite.made': () => m.audit_invited(),
  'invite.revoked': () => m.audit_revoked(),
}

const whom = ({ user_name }: Entry) => user_name ?? m.somebody()

/** A deed of a newer server is told as the server calls it. */
export const deedOf = (entry: Entry): string => deeds[entry.deed]?.(entry) ?? entry.deed
