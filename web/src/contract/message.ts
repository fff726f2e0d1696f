/** Messages on the wire. */
import type { Sender } from './user'

export type MessageType = 'text' | 'photo' | 'video' | 'document' | 'audio' | 'sticker' | 'system'

export interface Entity {
  type: 'bold' | 'italic' | 'underline' | 'strike' | 'spoiler' | 'code' | 'pre' | 'quote' | 'link' | 'mention'
  /** In UTF-16 code units, which is how JavaScript counts. */
  offset: number
  length: number
  url: string | null
  language: string | null
  user_id: string | null
}

export interface Attachment {
  id: string
  kind: 'photo' | 'video' | 'document' | 'audio' | 'sticker'
  name: string
  mime: string
  size: number
  url: string
  width: number | null
  height: number | null
  /** Seconds. */
  duration: number | null
  /** A hundred heights of 0–31. */
  waveform: number[] | null
  thumbnail_url: string | null
  thumbhash: string | null
}

export interface Quote {
  id: string
  seq: number
  sender_name: string
  type: MessageType
  text: string
  deleted: boolean
}

export interface Origin {
  sender_name: string
  sender_id: string | null
  chat_id: string | null
  message_id: string | null
  sent_at: string
}

export interface Reaction {
  emoji: string
  count: number
}

export interface LinkPreview {
  url: string
  title: string
  description: string
  site_name: string
  thumbnail_url: string | null
}

export interface Deed {
  kind: 'created' | 'joined' | 'left' | 'added' | 'removed' | 'renamed' | 'avatar' | 'pinned' | 'owner'
  actor_id: string
  user_ids: string[]
  value: string | null
}

export interface Message {
  id: string
  chat_id: string
  /** Its place in the chat, from 1. */
  seq: number
  /** The chat's version at its latest change. */
  version: number
  client_id: string | null
  sender: Sender
  type: MessageType
  text: string
  entities: Entity[]
  attachments: Attachment[]
  reply_to: Quote | null
  forwarded_from: Origin | null
  reactions: Reaction[]
  /** Absent in events: those carry nobody's own view. */
  my_reactions?: string[]
  link_preview: LinkPreview | null
  system: Deed | null
  edited: boolean
  edited_at: string | null
  pinned: boolean
  deleted: boolean
  created_at: string
  /** Our own mark: it came in a shape that cannot be shown. */
  broken?: boolean | undefined
}

/** One page of a chat, by ascending `seq`. */
export interface History {
  messages: Message[]
  has_more_before: boolean
  has_more_after: boolean
}

/** An entity as a sender writes it; what does not belong to its type is left out. */
export type Mark = Pick<Entity, 'type' | 'offset' | 'length'> & Partial<Entity>

/** A message as its author sends it. */
export interface Draft {
  chat_id: string
  client_id: string
  text?: string
  entities?: Mark[]
  attachment_ids?: string[]
  sticker_id?: string
  reply_to_id?: string
  silent?: boolean
}

/** A message that leaves later. */
export interface Scheduled {
  id: string
  chat_id: string
  client_id: string
  type: MessageType
  text: string
  entities: Entity[]
  attachments: Attachment[]
  reply_to_id: string | null
  silent: boolean
  send_at: string
  created_at: string
}

export interface Edit {
  text: string
  entities: Entity[]
  written_at: string
}
