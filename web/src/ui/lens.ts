const SCALE = 0.5 // Half the size is enough: the map is smooth.
const FLAT = 0xff808080 // Grey from the last byte to the first: nothing bends.

/** A displacement map of a rounded rectangle as a data URL: red bends sideways, green up and down, 128 not at all. */
export function lensMap(width: number, height: number, radius: number, bezel: number): string {
  const canvas = document.createElement('canvas')
  canvas.width = Math.ceil(width * SCALE)
  canvas.height = Math.ceil(height * SCALE)
  const context = canvas.getContext('2d')
  if (!context) return ''
  const image = context.createImageData(canvas.width, canvas.height)
  engrave(image, width, height, radius, bezel)
  context.putImageData(image, 0, 0)
  return canvas.toDataURL()
}

/** Only the rim is reckoned: the flat middle is nearly all of a wide pane, and a page that is being opened has no time. */
export function engrave(image: Pick<ImageData, 'width' | 'height' | 'data'>, ...shape: Shape) {
  const rim = Math.ceil(Math.max(shape[2], shape[3]) * SCALE)
  new Uint32Array(image.data.buffer).fill(FLAT)
  for (let y = 0; y < image.height; y++) {
    const isEdge = y < rim || y >= image.height - rim
    const inner = isEdge ? image.width : Math.min(rim, image.width)
    for (let x = 0; x < inner; x++) dot(image, x, y, shape)
    for (let x = Math.max(inner, image.width - rim); x < image.width; x++) dot(image, x, y, shape)
  }
}

type Shape = [width: number, height: number, radius: number, bezel: number]

function dot({ width: line, data }: Pick<ImageData, 'width' | 'data'>, x: number, y: number, shape: Shape) {
  const [width, height, radius, bezel] = shape
  const fromX = (x + 0.5) / SCALE - width / 2
  const fromY = (y + 0.5) / SCALE - height / 2
  const [bendX, bendY] = bend(fromX, fromY, [width / 2 - radius, height / 2 - radius, radius], bezel)
  const at = 4 * (y * line + x)
  data[at] = 128 - bendX * 127
  data[at + 1] = 128 - bendY * 127
}

/** How strongly the glass at this point, measured from the centre, pulls inwards: 0 in the flat middle, 1 at the rim. */
function bend(x: number, y: number, [coreX, coreY, radius]: [number, number, number], bezel: number): [number, number] {
  const outX = Math.abs(x) - coreX
  const outY = Math.abs(y) - coreY
  const corner = Math.hypot(Math.max(outX, 0), Math.max(outY, 0))
  const distance = corner + Math.min(Math.max(outX, outY), 0) - radius
  const depth = Math.max(0, Math.min(1, 1 + distance / bezel))
  const strength = 1 - Math.sqrt(1 - depth * depth) // a quarter circle in profile
  if (corner > 0) {
    return [
      (Math.max(outX, 0) / corner) * Math.sign(x) * strength,
      (Math.max(outY, 0) / corner) * Math.sign(y) * strength,
    ]
  }
  return outX > outY ? [Math.sign(x) * strength, 0] : [0, Math.sign(y) * strength]
}
