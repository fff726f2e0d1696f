/** What the server of a story does to messages when it is asked. */
import { BLANK } from '../chats/changes'
import type { Draft, Entity, Message } from '../contract/message'
import { quoteOf } from '../messages/bubble'
import { gagarin } from './cast'
import { uploaded } from './post'
import type { Server } from './server'

const DEED = /^(\w+) \/api\/messages\/([^/]+)\/(\w+)(?:\/(.+))?$/

/** What a draft makes of a message, besides its text. */
export function said(server: Server, { entities = [], attachment_ids = [], reply_to_id }: Draft): Partial<Message> {
  const parent = server.find(reply_to_id ?? '')
  const attachments = attachment_ids.flatMap((id) => uploaded.get(id) ?? [])
  return {
    entities: entities.map((mark): Entity => ({ url: null, language: null, user_id: null, ...mark })),
    attachments,
    type: attachments[0]?.kind ?? 'text',
    reply_to: parent ? quoteOf(parent) : null,
  }
}

export function deed(server: Server, call: string, body: Record<string, unknown>): object | null {
  const [, method, id, what, emoji] = DEED.exec(call) ?? []
  const message = server.find(id ?? '')
  if (!message || !what) return null
  const { chat_id, seq } = message
  const mine = { my_reactions: what === 'reactions' && method === 'PUT' ? [decodeURIComponent(emoji ?? '')] : [] }
  if (what === 'edit') return { ...server.change(chat_id, seq, 'message:edit', { ...body, edited: true }), ...mine }
  if (what === 'pin') return { ...server.change(chat_id, seq, 'message:pin', { pinned: method === 'PUT' }), ...mine }
  if (what === 'delete') server.change(chat_id, seq, 'message:delete', BLANK)
  if (what === 'reactions')
    return { ...react(server, message, decodeURIComponent(emoji ?? ''), method === 'PUT'), ...mine }
  return null
}

function react(server: Server, { chat_id, seq, reactions }: Message, emoji: string, added: boolean): Message {
  const count = (reactions.find((each) => each.emoji === emoji)?.count ?? 0) + (added ? 1 : -1)
  const others = reactions.filter((each) => each.emoji !== emoji)
  const now = count > 0 ? [...others, { emoji, count }] : others
  return server.change(chat_id, seq, 'message:reaction', { reactions: now }, { emoji, added, user_id: gagarin.id })
}
