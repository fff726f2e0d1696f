/** How large a picture is and how long a recording lasts, found out here, so that its place is reserved before it is sent. */
import type { Attachment } from '../contract/message'

export type Measures = Pick<Attachment, 'width' | 'height' | 'duration'>

const UNKNOWN: Measures = { width: null, height: null, duration: null }
/** A file no browser can read must not hold anybody up. */
const PATIENCE = 3_000

export function measure(kind: Attachment['kind'], url: string): Promise<Measures> {
  if (kind === 'photo') return within(picture(url))
  if (kind === 'video') return within(recording(document.createElement('video'), url))
  if (kind === 'audio') return within(recording(document.createElement('audio'), url))
  return Promise.resolve(UNKNOWN)
}

function within(measures: Promise<Measures>): Promise<Measures> {
  const late = new Promise<Measures>((resolve) => setTimeout(() => resolve(UNKNOWN), PATIENCE))
  return Promise.race([measures, late])
}

async function picture(url: string): Promise<Measures> {
  const image = new Image()
  image.src = url
  try {
    await image.decode()
  } catch {
    return UNKNOWN
  }
  return { width: image.naturalWidth, height: image.naturalHeight, duration: null }
}

function recording(media: HTMLVideoElement | HTMLAudioElement, url: string): Promise<Measures> {
  return new Promise((resolve) => {
    media.preload = 'metadata'
    media.onerror = () => resolve(UNKNOWN)
    media.onloadedmetadata = () => {
      const { videoWidth: width = null, videoHeight: height = null } = media as Partial<HTMLVideoElement>
      resolve({ width, height, duration: Number.isFinite(media.duration) ? media.duration : null })
    }
    media.src = url
  })
}
