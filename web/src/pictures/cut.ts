/** Reading a picture from a file, and cutting a square out of it. */
import type { Frame } from './frame'

/** Large enough for the largest avatar on the sharpest screen. */
const SIDE = 640

/** null when this browser cannot read it; the server may still know how. */
export async function readPicture(file: Blob): Promise<ImageBitmap | null> {
  try {
    return await createImageBitmap(file)
  } catch {
    return null
  }
}

/** Paints the framed part so that it fills the canvas. */
export function paint(canvas: HTMLCanvasElement, picture: CanvasImageSource, { x, y, side }: Frame) {
  const context = canvas.getContext('2d')
  if (!context) return
  context.imageSmoothingQuality = 'high'
  context.clearRect(0, 0, canvas.width, canvas.height)
  context.drawImage(picture, x, y, side, side, 0, 0, canvas.width, canvas.height)
}

export async function cut(picture: CanvasImageSource, frame: Frame): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = Math.min(SIDE, Math.ceil(frame.side))
  paint(canvas, picture, frame)
  const blob = await new Promise<Blob | null>((give) => canvas.toBlob(give, 'image/webp', 0.9))
  if (!blob) throw new Error('The canvas gave no picture.')
  return blob
}
