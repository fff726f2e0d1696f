/** Where one is among what was found, in words. */
import { m } from '../paraglide/messages'
import { complaint } from '../ui/words'
import type { Hits } from './hits.svelte'

export function position(hits: Hits, at: number): string {
  if (hits.failed) return hits.failed.status === 404 ? m.search_unavailable() : complaint(hits.failed.code)
  if (!hits.answered) return ''
  const { length } = hits.items
  if (!length) return m.search_empty()
  return m.search_position({ at: at + 1, count: hits.hasMore ? `${length}+` : String(length) })
}
