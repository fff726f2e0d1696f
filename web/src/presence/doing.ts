/** What others are doing in a chat at this moment, in words. */
import type { TypingAction } from '../contract/events'
import { m } from '../paraglide/messages'
import type { Typist } from './typing.svelte'

const alone: Record<TypingAction, () => string> = { text: m.typing, voice: m.voicing, upload: m.uploading }
const named: Record<TypingAction, (who: { name: string }) => string> = {
  text: m.typing_who,
  voice: m.voicing_who,
  upload: m.uploading_who,
}

/** Of one whose name goes without saying, or is not known. */
export const doing = ({ action }: Typist) => alone[action]()

/** With names: one of them with what they do, more of them as a crowd. `name` may not know everybody. */
export function doings(typists: readonly Typist[], name: (userId: string) => string | undefined): string {
  const [first, second] = typists
  if (!first) return ''
  const one = name(first.user_id)
  if (!one) return doing(first)
  if (!second) return named[first.action]({ name: one })
  const two = name(second.user_id)
  if (typists.length === 2 && two) return m.typing_two({ one, two })
  return m.typing_many({ one, count: typists.length - 1 })
}
