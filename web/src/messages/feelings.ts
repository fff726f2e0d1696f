/** The reactions at hand above a message's menu. */
import { m } from '../paraglide/messages'
import type { Strip } from '../ui/menu'
import type { Bubble } from './bubble'
import type { Conversation } from './conversation.svelte'
import { has } from './reactions'
import { canReact } from './rights'

const AT_HAND = ['❤️', '🔥', '👍', '😂', '🤯', '😢']

export function feelings(message: Bubble, conversation: Conversation, onmore: () => void): Strip | null {
  if (!canReact(message)) return null
  const signs = AT_HAND.map((sign) => ({
    sign,
    label: m.react_with({ emoji: sign }),
    chosen: has(message.my_reactions, sign),
    run: () => conversation.react(message, sign),
  }))
  return { label: m.reactions(), signs, more: { label: m.more_emoji(), run: onmore } }
}
