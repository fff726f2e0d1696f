/** The emoji as they lie in the panel: headings and rows of ten. */
import { m } from '../../paraglide/messages'
import type { Emoji } from './emoji'

export const ACROSS = 10

export type Row = { key: string; heading: string } | { key: string; emoji: readonly Emoji[] }

export interface Group {
  id: number
  /** Stands for it on its button. */
  sign: string
  name: () => string
}

export const RECENT = -1

export const groups: readonly Group[] = [
  { id: RECENT, sign: '🕘', name: m.emoji_recent },
  { id: 0, sign: '😀', name: m.emoji_smileys },
  { id: 1, sign: '👋', name: m.emoji_people },
  { id: 3, sign: '🐕', name: m.emoji_nature },
  { id: 4, sign: '🍎', name: m.emoji_food },
  { id: 5, sign: '🚀', name: m.emoji_travel },
  { id: 6, sign: '⚽', name: m.emoji_activities },
  { id: 7, sign: '💡', name: m.emoji_objects },
  { id: 8, sign: '💜', name: m.emoji_symbols },
  { id: 9, sign: '🏁', name: m.emoji_flags },
]

export function shelve(all: readonly Emoji[], recent: readonly Emoji[]): Row[] {
  return groups.flatMap(({ id, name }) => {
    const own = id === RECENT ? recent : all.filter(({ group }) => group === id)
    return own.length ? [{ key: `heading ${id}`, heading: name() }, ...rowsOf(own, String(id))] : []
  })
}

export function rowsOf(emoji: readonly Emoji[], prefix: string): Row[] {
  const count = Math.ceil(emoji.length / ACROSS)
  return Array.from({ length: count }, (_, i) => ({
    key: `${prefix} ${i}`,
    emoji: emoji.slice(i * ACROSS, (i + 1) * ACROSS),
  }))
}

/** Where an arrow key leads from this place; null when nowhere. */
export function step(rows: readonly Row[], from: Spot, key: string): Spot | null {
  const here = emojiOf(rows[from.row])
  if (key === 'ArrowRight' && from.column + 1 < here.length) return { ...from, column: from.column + 1 }
  if (key === 'ArrowLeft' && from.column > 0) return { ...from, column: from.column - 1 }
  const by = key === 'ArrowDown' || key === 'ArrowRight' ? 1 : key === 'ArrowUp' || key === 'ArrowLeft' ? -1 : 0
  if (!by) return null
  for (let row = from.row + by; row >= 0 && row < rows.length; row += by) {
    const width = emojiOf(rows[row]).length
    if (width) return { row, column: columnIn(width, from.column, key) }
  }
  return null
}

export interface Spot {
  row: number
  column: number
}

export const emojiOf = (row: Row | undefined): readonly Emoji[] => (row && 'emoji' in row ? row.emoji : [])

function columnIn(width: number, column: number, key: string): number {
  if (key === 'ArrowRight') return 0
  return key === 'ArrowLeft' ? width - 1 : Math.min(column, width - 1)
}
