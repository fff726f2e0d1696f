/** The sign of the tab, with the number of what is unread on it. */
const SIZE = 64

/** 0 is the plain sign. */
export async function badge(count: number) {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
  if (!link) return
  const plain = (link.dataset.plain ??= link.href)
  const wanted = (link.dataset.count = String(count))
  await leisure()
  // Another number may have come meanwhile, and while this one was being drawn.
  if (link.dataset.count !== wanted) return
  // The sign itself cannot be fetched when the line is cut: without its number it is still a sign.
  const drawn = count > 0 ? await draw(plain, count).catch(() => plain) : plain
  if (link.dataset.count === wanted) link.href = drawn
}

/** Nobody waits for the sign: it is drawn when there is nothing else to do. Safari cannot tell when that is. */
function leisure(): Promise<void> {
  return new Promise((done) => {
    if ('requestIdleCallback' in window) requestIdleCallback(() => done(), { timeout: 2000 })
    else setTimeout(done, 200)
  })
}

async function draw(plain: string, count: number): Promise<string> {
  const sign = new Image(SIZE, SIZE)
  sign.src = plain
  await sign.decode()
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = SIZE
  const context = canvas.getContext('2d')
  if (!context) return plain
  context.drawImage(sign, 0, 0, SIZE, SIZE)
  const text = count > 99 ? '99' : String(count)
  const radius = text.length > 1 ? 20 : 17
  context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--c-badge')
  context.beginPath()
  context.arc(SIZE - radius, SIZE - radius, radius, 0, 2 * Math.PI)
  context.fill()
  context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--c-badge-text')
  context.font = `600 ${text.length > 1 ? 26 : 28}px Onest Variable, sans-serif`
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.fillText(text, SIZE - radius, SIZE - radius + 2)
  return canvas.toDataURL()
}
