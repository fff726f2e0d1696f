const SCALE = 0.5 // Half the size is enough: the map is smooth.

/** A displacement map of a rounded rectangle as a data URL: red bends sideways, green up and down, 128 not at all. */
export function lensMap(width: number, height: number, radius: number, bezel: number): string {
  const canvas = document.createElement('canvas')
  canvas.width = Math.ceil(width * SCALE)
  canvas.height = Math.ceil(height * SCALE)
  const context = canvas.getContext('2d')
  if (!context) return ''
  const image = context.createImageData(canvas.width, canvas.height)
  for (let y = 0, at = 0; y < canvas.height; y++) {
    for (let x = 0; x < canvas.width; x++, at += 4) {
      const [bendX, bendY] = bend(
        (x + 0.5) / SCALE - width / 2,
        (y + 0.5) / SCALE - height / 2,
        [width / 2 - radius, height / 2 - radius, radius],
        bezel,
      )
      image.data.set([128 - bendX * 127, 128 - bendY * 127, 128, 255], at)
    }
  }
  context.putImageData(image, 0, 0)
  return canvas.toDataURL()
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
