/** Pieces of a found text, so that what was looked for can stand out and be seen in one line. */

export interface Part {
  text: string
  found: boolean
}

/** What comes before the first find is cut to about so much. */
const BEFORE = 24

export function parts(text: string, highlights: readonly [number, number][]): Part[] {
  const result: Part[] = []
  let from = start(text, highlights[0]?.[0] ?? 0)
  if (from > 0) result.push({ text: '…', found: false })
  for (const [offset, length] of highlights) {
    if (offset < from) continue
    if (offset > from) result.push({ text: text.slice(from, offset), found: false })
    result.push({ text: text.slice(offset, offset + length), found: true })
    from = offset + length
  }
  if (from < text.length) result.push({ text: text.slice(from), found: false })
  return result
}

/** At the beginning of a word, not in the middle of it. */
function start(text: string, first: number): number {
  if (first <= BEFORE) return 0
  const blank = text.indexOf(' ', first - BEFORE)
  return blank >= 0 && blank < first ? blank + 1 : first
}
