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

export const SECTIONS: readonly Section[] = [OVERVIEW, USERS]

/** An address that names no part leads to the first. */
export const sectionOf = (name: string): Section => SECTIONS.find((each) => each.name === name) ?? OVERVIEW
