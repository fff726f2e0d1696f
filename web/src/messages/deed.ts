/** What was done to a chat, in words. */
import type { Deed, Message } from '../contract/message'
import { m } from '../paraglide/messages'
import { people } from '../presence/people.svelte'

interface Told {
  /** Who did it. */
  who: string
  /** To whom. */
  whom: string
  value: string
}

const words: Record<Deed['kind'], (told: Told) => string> = {
  created: m.deed_created,
  joined: m.deed_joined,
  left: m.deed_left,
  added: m.deed_added,
  removed: m.deed_removed,
  renamed: m.deed_renamed,
  avatar: m.deed_avatar,
  pinned: m.deed_pinned,
  owner: m.deed_owner,
}

export function deedWords({ system, sender, deleted }: Pick<Message, 'system' | 'sender' | 'deleted'>): string {
  if (deleted) return m.message_deleted()
  if (!system) return m.message_unknown()
  const nameOf = (id: string) => people.get(id)?.display_name ?? (id === sender.id ? sender.display_name : m.somebody())
  const whom = system.user_ids.map(nameOf).join(', ') || m.somebody()
  const say = words[system.kind] as ((told: Told) => string) | undefined
  return say?.({ who: nameOf(system.actor_id), whom, value: system.value ?? '' }) ?? m.message_unknown()
}
