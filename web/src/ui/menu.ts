import type { IconName } from './icons'

/** A line of a menu. */
export interface MenuItem {
  icon: IconName
  text: string
  run: () => void
  danger?: boolean
  /** The key that does the same. */
  keys?: string
}

/** A row of signs above a menu, each a choice of its own. */
export interface Strip {
  label: string
  signs: readonly { sign: string; label: string; chosen: boolean; run: () => void }[]
  more: { label: string; run: () => void }
}
