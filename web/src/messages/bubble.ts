/** A message as the feed shows it: the wire's message, or one of mine that is still on its way. */
import type { ChatEvent } from '../contract/events'
import type { Attachment, Entity, Mark, Message, Quote } from '../contract/message'
import type { Me } from '../contract/user'
import { BLANK } from '../chats/changes'

export interface Bubble extends Message {
  /** The same before and after the server's answer, so that nothing is mounted anew when it comes. */
  key: string
  mine: boolean
  state: 'sending' | 'sent' | 'failed'
  /** Why it failed: an error's code. */
  error: string | null
  /** Of mine on its way: nobody is to be disturbed by it. */
  silent?: boolean
  sticker_id?: string
}

/** What somebody is about to say. */
export interface Saying {
  text: string
  entities?: readonly Mark[]
  /** Files on their way to the server, or there already. */
  attachments?: Attachment[]
  reply?: Quote | null
  silent?: boolean
  sticker_id?: string
}

export function dress(message: Message, me: string): Bubble {
  const mine = message.sender.id === me
  // Others choose their client ids freely, so only mine can be trusted to be used once.
  return { ...message, key: (mine ? message.client_id : null) ?? message.id, mine, state: 'sent', error: null }
}

/** What I have just written. It has no place in the chat yet, so its `seq` is 0. */
export function pending(chatId: string, clientId: string, saying: Saying, createdAt: string, me: Me): Bubble {
  const { text, entities = [], attachments = [], reply = null, silent, sticker_id } = saying
  return {
    id: clientId,
    key: clientId,
    client_id: clientId,
    chat_id: chatId,
    seq: 0,
    version: 0,
    sender: me,
    type: attachments[0]?.kind ?? 'text',
    text,
    entities: entities.map(whole),
    attachments,
    reply_to: reply,
    forwarded_from: null,
    reactions: [],
    my_reactions: [],
    link_preview: null,
    system: null,
    edited: false,
    edited_at: null,
    pinned: false,
    deleted: false,
    created_at: createdAt,
    mine: true,
    state: 'sending',
    error: null,
    silent,
    sticker_id,
  }
}

const whole = (mark: Mark): Entity => ({ url: null, language: null, user_id: null, ...mark })

/** An entity as it is sent: without what does not belong to its type. */
export const mark = (entity: Entity): Mark =>
  Object.fromEntries(Object.entries(entity).filter(([, value]) => value !== null)) as unknown as Mark

/** How a reply shows the message it answers. */
export function quoteOf({ id, seq, sender, type, text, deleted }: Message): Quote {
  return { id, seq, sender_name: sender.display_name, type, text, deleted }
}

/** The same message told again: the later telling wins, and keeps what only a viewer's telling knows. */
export function retold(held: Bubble, told: Bubble): Bubble {
  if (told.version < held.version) return held
  if (told.my_reactions) return told.version === held.version && held.my_reactions ? held : told
  if (told.version === held.version) return held
  return {
    ...told,
    my_reactions: told.deleted ? [] : held.my_reactions,
    forwarded_from: told.forwarded_from && held.forwarded_from,
    reply_to: told.reply_to && (told.reply_to.text || told.reply_to.deleted ? told.reply_to : held.reply_to),
  }
}

/** What an event makes of the message it is about. */
export function changed(held: Bubble, { type, change }: ChatEvent, me: string): Bubble {
  if (change.version <= held.version) return held
  switch (type) {
    case 'message:new':
    case 'message:edit':
    case 'message:forward':
      return retold(held, dress(change, me))
    case 'message:delete':
      return { ...held, ...BLANK, version: change.version }
    case 'message:pin':
      return { ...held, version: change.version, pinned: change.pinned }
    case 'message:reaction': {
      const others = (held.my_reactions ?? []).filter((emoji) => emoji !== change.emoji)
      const mine = change.added ? [...others, change.emoji] : others
      const my_reactions = change.user_id === me ? mine : held.my_reactions
      return { ...held, version: change.version, reactions: change.reactions, my_reactions }
    }
  }
}

/** Those of mine on their way that are not here yet. */
export function coming(own: readonly Bubble[], held: readonly Bubble[]): readonly Bubble[] {
  const here = new Set(held.map(({ key }) => key))
  return own.filter(({ key }) => !here.has(key))
}

/** Those that stand behind this place. */
export function behind(bubbles: readonly Bubble[], place: number): readonly Bubble[] {
  const first = bubbles[0]?.seq ?? Infinity
  return first > place ? bubbles : bubbles.filter(({ seq }) => seq > place)
}

/** For every bubble that quotes one of these messages: the quote as it is now. */
export function quoting(parents: readonly Message[]): (bubble: Bubble) => Bubble {
  const now = new Map(parents.map((message) => [message.id, message]))
  return (bubble) => requoted(bubble, now.get(bubble.reply_to?.id ?? '') ?? bubble)
}

type Parent = Pick<Message, 'id' | 'text' | 'deleted'> & Partial<Pick<Message, 'type' | 'sender'>>

/** A quote always shows its parent as it is now. What was told without a name, to all alike, gets it from there too. */
export function requoted(held: Bubble, { id, text, deleted, type, sender }: Parent): Bubble {
  const quote = held.reply_to
  const isNamed = Boolean(quote?.sender_name) || !sender
  if (quote?.id !== id || (quote.text === text && quote.deleted === deleted && isNamed)) return held
  const named = isNamed ? quote : { ...quote, sender_name: sender.display_name, type: type ?? quote.type }
  return { ...held, reply_to: { ...named, text, deleted } }
}
