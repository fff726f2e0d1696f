import type { IconName } from './icons'

/** A line of a menu. */
export interface MenuItem {
  icon: IconName
  text: string
  run: () => void
  danger?: boolean
}
