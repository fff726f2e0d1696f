/** How each kind of message is shown. A new kind is one small file here and one line below. */
import type { Component, Snippet } from 'svelte'
import type { Bubble } from '../bubble'
import BigEmoji from './BigEmoji.svelte'
import Deleted from './Deleted.svelte'
import { isBigEmoji } from './emoji'
import Text from './Text.svelte'
import Unknown from './Unknown.svelte'

export interface KindProps {
  message: Bubble
  /** Time and ticks; a kind decides where in it they stand. */
  meta: Snippet
}

export interface Kind {
  Body: Component<KindProps>
  /** Stands on the sky itself, without a balloon. */
  bare?: boolean
}

const text: Kind = { Body: Text }
const bigEmoji: Kind = { Body: BigEmoji, bare: true }
const deleted: Kind = { Body: Deleted }
const unknown: Kind = { Body: Unknown }

const kinds: Partial<Record<Bubble['type'], (message: Bubble) => Kind>> = {
  text: (message) => (isBigEmoji(message.text) ? bigEmoji : text),
}

export function kindOf(message: Bubble): Kind {
  if (message.deleted) return deleted
  return kinds[message.type]?.(message) ?? unknown
}
