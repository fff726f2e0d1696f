/** A message as a row of the list shows it: a few words, and a sign of what it carries. */
import type { Attachment, Message } from '../contract/message'
import { m } from '../paraglide/messages'
import { deedWords } from '../messages/deed'
import type { IconName } from '../ui/icons'
import { length } from '../ui/time'

export interface Glimpse {
  icon?: IconName
  /** Tiny pictures of what is in it. */
  pictures: string[]
  /** What it is, where that is not said by its text. */
  kind: string
  text: string
}

const FEW = 2
const HIDDEN = '▒'

export function glimpse(message: Message): Glimpse {
  const { type, attachments } = message
  const text = spared(message)
  const [first] = attachments
  if (type === 'system') return { pictures: [], kind: '', text: deedWords(message) }
  if (type === 'audio') return { icon: 'mic', pictures: [], kind: spoken(first), text }
  if (type === 'document') return { icon: 'file', pictures: [], kind: first?.name ?? m.kind_document(), text }
  if (type === 'sticker') return { icon: 'sticker', pictures: [], kind: m.kind_sticker(), text }
  if (type === 'photo' || type === 'video')
    return { pictures: thumbnails(attachments), kind: text ? '' : shown(message), text }
  return { pictures: [], kind: '', text }
}

function spoken(voice: Attachment | undefined) {
  return voice?.duration ? `${m.kind_audio()}, ${length(voice.duration)}` : m.kind_audio()
}

function shown({ type, attachments }: Message) {
  if (attachments.length > 1) return m.album({ count: attachments.length })
  return type === 'photo' ? m.kind_photo() : m.kind_video()
}

const thumbnails = (attachments: readonly Attachment[]) =>
  attachments.flatMap(({ thumbnail_url }) => thumbnail_url ?? []).slice(0, FEW)

/** In one line, and with what is hidden in it still hidden. */
function spared({ text, entities }: Message): string {
  let shown = text
  for (const { type, offset, length } of entities) {
    if (type === 'spoiler') shown = shown.slice(0, offset) + HIDDEN.repeat(length) + shown.slice(offset + length)
  }
  return shown.replaceAll('\n', ' ')
}
