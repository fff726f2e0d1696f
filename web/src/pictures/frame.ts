/** The square cut out of a picture, in the picture's own pixels. */

export interface Frame {
  x: number
  y: number
  side: number
}

export interface Size {
  width: number
  height: number
}

/** Nearer than this only pixels are to be seen. */
const NEAREST = 64

/** As much of the picture as a square can hold, from its middle. */
export function widest({ width, height }: Size): Frame {
  const side = Math.min(width, height)
  return { x: (width - side) / 2, y: (height - side) / 2, side }
}

/** Moved by so much, and kept inside the picture. */
export function moved({ x, y, side }: Frame, dx: number, dy: number, { width, height }: Size): Frame {
  return { x: clamp(x + dx, 0, width - side), y: clamp(y + dy, 0, height - side), side }
}

/** As wide as this, around the same middle. */
export function resized(frame: Frame, wanted: number, size: Size): Frame {
  const side = clamp(wanted, nearest(size), widest(size).side)
  const shift = (frame.side - side) / 2
  return moved({ x: frame.x + shift, y: frame.y + shift, side }, 0, 0, size)
}

export const nearest = (size: Size) => Math.min(NEAREST, widest(size).side)

const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value))
