/** How each kind of message is shown. A new kind is one small file here and one line below. */
import type { Component, Snippet } from 'svelte'
import type { Bubble } from '../bubble'
import Album from './Album.svelte'
import Audio from './Audio.svelte'
import BigEmoji from './BigEmoji.svelte'
import Deleted from './Deleted.svelte'
import Documents from './Documents.svelte'
import { isBigEmoji } from './emoji'
import Sticker from './Sticker.svelte'
import Text from './Text.svelte'
import Unknown from './Unknown.svelte'

export interface KindProps {
  message: Bubble
  /** Time and ticks; a kind decides where in it they stand. */
  meta: Snippet
}

export interface Kind {
  Body: Component<KindProps>
  /** Stands on the sky itself, without a balloon; or in an empty one; or in one that lies close around a picture. */
  ground?: 'bare' | 'hollow' | 'snug'
}

const text: Kind = { Body: Text }
const bigEmoji: Kind = { Body: BigEmoji, ground: 'bare' }
const deleted: Kind = { Body: Deleted, ground: 'hollow' }
const unknown: Kind = { Body: Unknown }
const album: Kind = { Body: Album, ground: 'snug' }
const documents: Kind = { Body: Documents }
const audio: Kind = { Body: Audio }
const sticker: Kind = { Body: Sticker, ground: 'bare' }

const kinds: Partial<Record<Bubble['type'], (message: Bubble) => Kind>> = {
  text: (message) => (isBigEmoji(message.text) && !message.reply_to && !message.forwarded_from ? bigEmoji : text),
  photo: () => album,
  video: () => album,
  document: () => documents,
  audio: () => audio,
  sticker: () => sticker,
}

export function kindOf(message: Bubble): Kind {
  if (message.deleted) return deleted
  return kinds[message.type]?.(message) ?? unknown
}
