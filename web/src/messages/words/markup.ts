/**
 * Formatting as it is typed: **bold**, __italic__, ++underline++, ~~strike~~, ||spoiler||, `code`, ```pre```,
 * [words](https://…) and lines that begin with >. The field stays plain text, so drafts and undo keep working.
 */
import type { Entity, Mark } from '../../contract/message'
import { isSafe } from './links'
import { tree, type Node } from './tree'

export interface Marked {
  text: string
  entities: Mark[]
}

type Inline = 'bold' | 'italic' | 'underline' | 'strike' | 'spoiler' | 'code'

export const SIGNS: Record<Inline, string> = {
  bold: '**',
  italic: '__',
  underline: '++',
  strike: '~~',
  spoiler: '||',
  code: '`',
}
/** These also stand inside words and expressions: snake__case__name, C++, a||b. There they mean nothing. */
const SHY = new Set<Inline>(['italic', 'underline', 'spoiler'])

const BLOCK = /^```(?:(\w{1,20})\n)?\n?([\s\S]+?)\n?```/
const LINK = /^\[([^[\]\n]+)\]\((\S+?)\)/
const QUOTED = /^> ?/
const WORD = /[\p{L}\p{N}]/u

export function parse(source: string): Marked {
  const marked: Marked = { text: '', entities: [] }
  for (const part of source.split(/(^```[\s\S]+?```)/m)) read(part, marked)
  return marked
}

function read(part: string, marked: Marked) {
  const [, language, code] = BLOCK.exec(part) ?? []
  if (code === undefined) return paragraphs(part, marked)
  wrap(marked, { type: 'pre', ...(language && { language }) }, () => (marked.text += code))
}

/** Lines that begin with > are a quotation as long as they follow each other. */
function paragraphs(part: string, marked: Marked) {
  const lines = part.split('\n')
  for (let from = 0, to = 0; from < lines.length; from = to) {
    const quoted = QUOTED.test(lines[from] ?? '')
    while (to < lines.length && QUOTED.test(lines[to] ?? '') === quoted) to++
    if (from) marked.text += '\n'
    const block = lines.slice(from, to).map((line) => line.replace(quoted ? QUOTED : '', ''))
    if (quoted) wrap(marked, { type: 'quote' }, () => inline(block.join('\n'), marked))
    else inline(block.join('\n'), marked)
  }
}

function inline(source: string, marked: Marked) {
  for (let at = 0; at < source.length;) {
    const step = signed(source, at, marked) || linked(source, at, marked)
    if (!step) marked.text += source[at] ?? ''
    at += step || 1
  }
}

/** Reads what begins here with a sign; answers how far it reaches, 0 when there is none. */
function signed(source: string, at: number, marked: Marked): number {
  for (const [type, sign] of Object.entries(SIGNS) as [Inline, string][]) {
    if (!source.startsWith(sign, at)) continue
    const end = closing(source, at, sign, SHY.has(type))
    if (end < 0) continue
    const inner = source.slice(at + sign.length, end)
    wrap(marked, { type }, () => (type === 'code' ? (marked.text += inner) : inline(inner, marked)))
    return end + sign.length - at
  }
  return 0
}

/** Where the sign that begins at `at` ends, or -1: both hug what they enclose. */
function closing(source: string, at: number, sign: string, shy: boolean): number {
  const from = at + sign.length
  if (isBlank(source[from]) || (shy && isWord(source[at - 1]))) return -1
  for (let end = source.indexOf(sign, from + 1); end > 0; end = source.indexOf(sign, end + 1)) {
    // A third * belongs to what is enclosed.
    if (source[end + sign.length] === sign[0]) continue
    if (!isBlank(source[end - 1]) && !(shy && isWord(source[end + sign.length]))) return end
  }
  return -1
}

function linked(source: string, at: number, marked: Marked): number {
  const [whole, words, url] = source[at] === '[' ? (LINK.exec(source.slice(at)) ?? []) : []
  if (!whole || !words || !url || !isSafe(url)) return 0
  wrap(marked, { type: 'link', url }, () => inline(words, marked))
  return whole.length
}

function wrap(marked: Marked, mark: Omit<Mark, 'offset' | 'length'>, write: () => void) {
  const offset = marked.text.length
  const place = marked.entities.length
  write()
  const length = marked.text.length - offset
  if (length) marked.entities.splice(place, 0, { ...mark, offset, length })
}

const isBlank = (letter: string | undefined) => letter === undefined || /\s/.test(letter)
const isWord = (letter: string | undefined) => letter !== undefined && WORD.test(letter)

/** The other way round, for changing a message that was sent. */
export function unparse(text: string, entities: readonly Entity[]): string {
  return spell(tree(text, entities))
}

function spell(nodes: readonly Node[]): string {
  return nodes.map((node) => ('text' in node ? node.text : sign(node.entity, spell(node.nodes)))).join('')
}

function sign({ type, url, language }: Entity, inner: string): string {
  if (type === 'mention') return inner
  if (type === 'link') return url ? `[${inner}](${url})` : inner
  if (type === 'pre') return `\`\`\`${language ? `${language}\n` : ''}${inner}\`\`\``
  if (type === 'quote') return inner.replace(/^/gm, '> ')
  return `${SIGNS[type]}${inner}${SIGNS[type]}`
}
