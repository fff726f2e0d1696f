/** Who is meant by an @name in a text: a member of the chat, whose attention it will call. */
import type { Mark } from '../../contract/message'
import type { User } from '../../contract/user'

const NAME = /(?<![\w@])@([A-Za-z][A-Za-z0-9_]{2,31})\b/g
const BEGUN = /(?<![\w@])@([A-Za-z0-9_]{0,32})$/
/** So many are offered at once. */
const MOST = 6

/** In code nobody is called. */
export function mentions(text: string, entities: readonly Mark[], people: readonly User[]): Mark[] {
  const code = entities.filter(({ type }) => type === 'code' || type === 'pre')
  return [...text.matchAll(NAME)].flatMap(({ index, 0: { length }, 1: name = '' }) => {
    const isCode = code.some((each) => index >= each.offset && index < each.offset + each.length)
    const called = people.find(({ username }) => username.toLowerCase() === name.toLowerCase())
    return called && !isCode ? [{ type: 'mention', offset: index, length, user_id: called.id }] : []
  })
}

/** The name that is being written just before the caret, without its @; null when none is. */
export function begun(text: string, caret: number): string | null {
  return BEGUN.exec(text.slice(0, caret))?.[1] ?? null
}

/** Whose name or username begins so. */
export function offered(begin: string, people: readonly User[]): User[] {
  const wanted = begin.toLowerCase()
  const isMeant = ({ username, display_name }: User) =>
    [username, ...display_name.split(/\s+/)].some((word) => word.toLowerCase().startsWith(wanted))
  return people.filter(isMeant).slice(0, MOST)
}
