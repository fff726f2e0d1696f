import { isSameDay, type Placeable } from './place'
import type { VirtualList } from './scroll.svelte'

const PILL = 44

/**
 * The day that floats under the upper bar while the feed moves: that of the topmost row in view, or none while that day's
 * own pill (or the next one's) is right there and the two would lie on each other.
 */
export function floatingDay(
  items: readonly Placeable[],
  top: number,
  list: Pick<VirtualList, 'getItemOffset' | 'getScrollOffset'>,
): Date | null {
  const row = items[top]
  if (!row) return null
  const day = new Date(row.created_at)
  if (beginsDay(items, top) && list.getItemOffset(top) + PILL > list.getScrollOffset()) return null
  if (beginsDay(items, top + 1) && list.getItemOffset(top + 1) - list.getScrollOffset() < PILL) return null
  return day
}

function beginsDay(items: readonly Placeable[], index: number): boolean {
  const before = items[index - 1]
  const item = items[index]
  return !item || !before || !isSameDay(new Date(before.created_at), new Date(item.created_at))
}
