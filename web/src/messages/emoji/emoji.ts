/** Every emoji there is, with its names in both languages. Large, and so fetched when the panel is first opened. */
import { fold } from '../../chats/names'

export interface Emoji {
  emoji: string
  /** In the language of the page. */
  name: string
  /** Everything it may be looked for by, in both languages, folded. */
  words: readonly string[]
  group: number
}

interface Told {
  emoji: string
  annotation: string
  tags?: string[]
  group: number
  order: number
  version: number
}

/** Newer ones are empty boxes on many devices. */
const NEWEST = 15
/** Parts of emoji, such as skin tones. */
const COMPONENTS = 2

/** In `language` they are named, in both they are found. */
export async function load(language: 'ru' | 'en'): Promise<Emoji[]> {
  const [ru, en] = await Promise.all([
    import('emoji-picker-element-data/ru/emojibase/data.json'),
    import('emoji-picker-element-data/en/emojibase/data.json'),
  ])
  const own: readonly Told[] = language === 'ru' ? ru.default : en.default
  const others = new Map((language === 'ru' ? en.default : ru.default).map((told: Told) => [told.emoji, told]))
  return own
    .filter(({ version, group }) => version <= NEWEST && group !== COMPONENTS)
    .sort((a, b) => a.order - b.order)
    .map((told) => describe(told, others.get(told.emoji)))
}

function describe(told: Told, other: Told | undefined): Emoji {
  const { emoji, annotation: name, group } = told
  return { emoji, name, group, words: [...wordsOf(told), ...(other ? wordsOf(other) : [])] }
}

const wordsOf = ({ annotation, tags = [] }: Told) => fold([annotation, ...tags].join(' ')).split(/[\s,:]+/)

/** Those of which every word of the query begins one of their own. */
export function find(all: readonly Emoji[], query: string): Emoji[] {
  const wanted = fold(query).split(/\s+/).filter(Boolean)
  const isMeant = ({ emoji, words }: Emoji) =>
    emoji === query || wanted.every((begin) => words.some((word) => word.startsWith(begin)))
  return all.filter(isMeant)
}
