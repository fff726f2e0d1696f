/** The parts of the admin page, each at its own address. */
import { m } from '../paraglide/messages'
import type { IconName } from '../ui/icons'

export interface Section {
  /** As in the address: `/admin/<name>`; the first is `/admin` itself. */
  name: string
  title: () => string
  icon: IconName
}

export const OVERVIEW: Section = { name: '', title: m.admin_overview, icon: 'chart' }
export const USERS: Section = { name: 'users', title: m.admin_users, icon: 'user' }
export const REPORTS: Section = { name: 'reports', title: m.admin_reports, icon: 'shield' }
export const INVITES: Section = { name: 'invites', title: m.admin_invites, icon: 'invite' }
export const AUDIT: Section = { name: 'audit', title: m.admin_audit, icon: 'clock' }

export const SECTIONS: readonly Section[] = [OVERVIEW, USERS, REPORTS, INVITES, AUDIT]

/** An address that names no part leads to the first. */
export const sectionOf = (name: string): Section => SECTIONS.find((each) => each.name === name) ?? OVERVIEW
