/** Formatting what is selected in the field: signs around it, and away again. */
import { m } from '../../paraglide/messages'
import { SIGNS } from '../words/markup'

export type Format = keyof typeof SIGNS | 'link'

/** By the key that goes with Ctrl or ⌘; those with Shift are written large. */
const KEYS: Record<string, Format> = {
  KeyB: 'bold',
  KeyI: 'italic',
  KeyU: 'underline',
  KeyK: 'link',
  'Shift+KeyM': 'code',
  'Shift+KeyX': 'strike',
  'Shift+KeyP': 'spoiler',
}

export const formats: readonly { format: Format; sign: string; name: () => string; keys: string }[] = [
  { format: 'bold', sign: 'B', name: m.bold, keys: 'Ctrl+B' },
  { format: 'italic', sign: 'I', name: m.italic, keys: 'Ctrl+I' },
  { format: 'underline', sign: 'U', name: m.underline, keys: 'Ctrl+U' },
  { format: 'strike', sign: 'S', name: m.strike, keys: 'Ctrl+Shift+X' },
  { format: 'code', sign: '</>', name: m.monospace, keys: 'Ctrl+Shift+M' },
  { format: 'spoiler', sign: '▒', name: m.spoiler_format, keys: 'Ctrl+Shift+P' },
  { format: 'link', sign: '🔗', name: m.link, keys: 'Ctrl+K' },
]

/** The format a key press asks for. By the place of the key: it works in every layout. */
export function formatOf({ code, ctrlKey, metaKey, shiftKey, altKey }: KeyboardEvent): Format | null {
  if (altKey || !(ctrlKey || metaKey)) return null
  return KEYS[shiftKey ? `Shift+${code}` : code] ?? null
}

interface Selected {
  text: string
  from: number
  to: number
}

/** The text with the selection formatted, or no longer so; and what is selected then. */
export function apply(format: Format, { text, from, to }: Selected): Selected {
  const words = text.slice(from, to)
  if (format === 'link') return linked(text, from, to, words)
  const sign = SIGNS[format]
  const isSet = text.slice(from - sign.length, from) === sign && text.slice(to, to + sign.length) === sign
  if (isSet) {
    const bare = text.slice(0, from - sign.length) + words + text.slice(to + sign.length)
    return { text: bare, from: from - sign.length, to: to - sign.length }
  }
  const signed = text.slice(0, from) + sign + words + sign + text.slice(to)
  return { text: signed, from: from + sign.length, to: to + sign.length }
}

/** The address is what remains to be written. */
function linked(text: string, from: number, to: number, words: string): Selected {
  const address = 'https://'
  const begin = from + words.length + 3
  return {
    text: `${text.slice(0, from)}[${words}](${address})${text.slice(to)}`,
    from: begin,
    to: begin + address.length,
  }
}
