/**
 * Paints what was found over the text of the feed. The browser's own highlights need no change to the page, so a message
 * is drawn the same whether or not somebody is searching, and rows that come into view are painted as they come.
 */
import type { Hit } from './api'

const ALL = 'found'
const HERE = 'found-here'

export interface Found {
  hits: readonly Hit[]
  /** The one that is shown now. */
  here: Hit | undefined
}

/** An attachment for the feed's surroundings. */
export function marks(found: () => Found) {
  return (element: HTMLElement) => {
    if (!('highlights' in CSS)) return
    let due = 0
    const paint = () => {
      due = 0
      const { hits, here } = found()
      CSS.highlights.set(
        ALL,
        new Highlight(...hits.filter((hit) => hit !== here).flatMap((hit) => ranges(element, hit))),
      )
      CSS.highlights.set(HERE, new Highlight(...(here ? ranges(element, here) : [])))
    }
    const later = () => (due ||= requestAnimationFrame(paint))
    paint()
    const watcher = new MutationObserver(later)
    watcher.observe(element, { childList: true, subtree: true, characterData: true })
    return () => {
      watcher.disconnect()
      cancelAnimationFrame(due)
      CSS.highlights.delete(ALL)
      CSS.highlights.delete(HERE)
    }
  }
}

/** Where a found message stands in the page; nowhere while it is not in view. */
function ranges(element: HTMLElement, { id, client_id, text, highlights }: Hit): Range[] {
  const row = [id, client_id].flatMap(
    (key) => (key ? element.querySelector(`article[data-key="${CSS.escape(key)}"]`) : null) ?? [],
  )[0]
  if (!row) return []
  const words = [...new Set(highlights.map(([offset, length]) => text.slice(offset, offset + length)))]
  return [...texts(row)].flatMap((node) => words.flatMap((word) => spots(node, word)))
}

function* texts(row: Element): Generator<Text> {
  const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement?.closest('time, button, [aria-hidden]')) yield node as Text
  }
}

/** Whole words only: what was found is never the middle of another word. */
function spots(node: Text, word: string): Range[] {
  const found: Range[] = []
  for (let at = node.data.indexOf(word); at >= 0; at = node.data.indexOf(word, at + word.length)) {
    if (/[\p{L}\p{N}]$/u.test(node.data.slice(0, at))) continue
    const range = new Range()
    range.setStart(node, at)
    range.setEnd(node, at + word.length)
    found.push(range)
  }
  return found
}
