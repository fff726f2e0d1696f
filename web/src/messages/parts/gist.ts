/** A message in one line: «Фото · Прошлый ноябрь». */
import type { Message, MessageType } from '../../contract/message'
import { m } from '../../paraglide/messages'

const kinds: Partial<Record<MessageType, () => string>> = {
  photo: m.kind_photo,
  video: m.kind_video,
  document: m.kind_document,
  audio: m.kind_audio,
  sticker: m.kind_sticker,
  system: m.kind_system,
}

export function gist({ type, text, broken }: Pick<Message, 'type' | 'text' | 'broken'>): string {
  if (broken) return m.message_broken()
  return [kinds[type]?.(), text.replaceAll('\n', ' ')].filter(Boolean).join(' · ')
}
