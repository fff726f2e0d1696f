import { find } from 'linkifyjs'

/** A piece of text; with `href` it is a link. */
export interface Piece {
  text: string
  href?: string
}

const SAFE = new Set(['http:', 'https:', 'mailto:'])

/** Whether it is worth looking: nothing becomes a link without a dot, a colon or an at sign within a word, but one. */
export const mayLink = (text: string) => /\S[.:@]\S|localhost/i.test(text)

/** Cuts text into plain pieces and links. Only addresses of the web and of mail become links, whatever they look like. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = []
  let from = 0
  for (const { start, end, href } of find(text)) {
    if (!isSafe(href)) continue
    if (start > from) found.push({ text: text.slice(from, start) })
    found.push({ text: text.slice(start, end), href })
    from = end
  }
  if (from < text.length) found.push({ text: text.slice(from) })
  return found
}

export function isSafe(href: string): boolean {
  return URL.canParse(href) && SAFE.has(new URL(href).protocol)
}
