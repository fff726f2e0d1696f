/** What can be sent at all, asked before a byte of it leaves. The server looks again, and at the bytes. */
import type { Attachment } from '../contract/message'

export const LARGEST = 50 * 1024 * 1024
/** So many files make one message. */
export const TOGETHER = 10

const DENIED = new Set(
  'exe bat dll cmd com msi scr ps1 sh js mjs jar html htm xhtml svg lnk vbs wsf hta reg cpl pif apk app dmg'.split(' '),
)
const PHOTOS = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/heic', 'image/heif'])
const VIDEOS = new Set(['video/mp4', 'video/webm', 'video/quicktime'])

/** An error's code, or null when nothing speaks against it. */
export function refusalOf({ name, size }: Pick<File, 'name' | 'size'>): string | null {
  if (!size) return 'empty_file'
  if (size > LARGEST) return 'too_large'
  return DENIED.has(extensionOf(name)) ? 'type_not_allowed' : null
}

export function kindOf({ type }: Pick<File, 'type'>): Attachment['kind'] {
  if (PHOTOS.has(type)) return 'photo'
  if (VIDEOS.has(type)) return 'video'
  return type.startsWith('audio/') ? 'audio' : 'document'
}

export function extensionOf(name: string): string {
  return /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
}

/** Which files go into one message: pictures with pictures, the rest with the rest, ten at most. */
export function albums<Item extends { kind: Attachment['kind'] }>(items: readonly Item[]): Item[][] {
  const pictures = items.filter(({ kind }) => kind === 'photo' || kind === 'video')
  const rest = items.filter((item) => !pictures.includes(item))
  return [...slices(pictures), ...slices(rest)]
}

function slices<Item>(items: readonly Item[]): Item[][] {
  const count = Math.ceil(items.length / TOGETHER)
  return Array.from({ length: count }, (_, i) => items.slice(i * TOGETHER, (i + 1) * TOGETHER))
}
