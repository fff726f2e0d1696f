/** A message that came in a shape nobody can show is made whole at the door, and marked; what is sound in it stays. */
import type { Changes, ChatEvent } from '../contract/events'
import type { Message } from '../contract/message'
import { clock } from '../core/clock.svelte'

type Check = (value: unknown) => boolean

const isText: Check = (value) => typeof value === 'string'
const isNumber: Check = (value) => typeof value === 'number'
const isMoment: Check = (value) => isText(value) && !Number.isNaN(Date.parse(value as string))

/** Has these fields, each of its kind. */
const has =
  (fields: Record<string, Check>): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(fields).every(([field, isSound]) => isSound((value as Record<string, unknown>)[field]))

const each =
  (isSound: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(isSound)

const perhaps =
  (isSound: Check): Check =>
  (value) =>
    value === null || value === undefined || isSound(value)

const areReactions = each(has({ emoji: isText, count: isNumber }))

const NOBODY: Message['sender'] = { id: '', username: '', display_name: '', avatar_url: null, accent: 0 }

/** What a message cannot be shown without, and what stands in for it. */
const PARTS: { [Part in keyof Message]?: [isSound: Check, blank: () => Message[Part]] } = {
  sender: [has({ id: isText, display_name: isText }), () => NOBODY],
  type: [isText, () => 'text'],
  text: [isText, () => ''],
  entities: [each(has({ type: isText, offset: isNumber, length: isNumber })), () => []],
  attachments: [each(has({ id: isText, kind: isText, url: isText })), () => []],
  reactions: [areReactions, () => []],
  my_reactions: [perhaps(each(isText)), () => []],
  reply_to: [perhaps(has({ id: isText, seq: isNumber, sender_name: isText, text: isText })), () => null],
  forwarded_from: [perhaps(has({ sender_name: isText })), () => null],
  link_preview: [perhaps(has({ url: isText })), () => null],
  system: [perhaps(has({ kind: isText, actor_id: isText, user_ids: each(isText) })), () => null],
  created_at: [isMoment, () => new Date(clock.now).toISOString()],
}

export function mend<Told extends Message>(message: Told): Told {
  const parts = Object.entries(PARTS).filter(([part, [isSound]]) => !isSound(message[part as keyof Message]))
  if (!parts.length) return message
  return { ...message, ...Object.fromEntries(parts.map(([part, [, blank]]) => [part, blank()])), broken: true }
}

/** It says where in which chat it belongs. */
const isPlaced = has({ id: isText, chat_id: isText, seq: isNumber, version: isNumber })

/** An event as it came over the line, made whole; null when it is as good as lost, and the next one will show the hole. */
export function heard<Type extends keyof Changes>(type: Type, change: Changes[Type]): ChatEvent | null {
  if (!isPlaced(change)) return null
  const event = { type, change } as ChatEvent
  switch (event.type) {
    case 'message:new':
    case 'message:edit':
    case 'message:forward':
      return { ...event, change: mend(event.change) }
    case 'message:reaction':
      return areReactions(event.change.reactions) ? event : { ...event, change: { ...event.change, reactions: [] } }
    default:
      return event
  }
}
