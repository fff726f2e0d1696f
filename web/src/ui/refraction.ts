/**
 * Glass that bends what is behind it. Only Chromium runs url() filters in `backdrop-filter`; everywhere else the
 * plain blur of glass.css stays. One SVG filter per shape and size, its displacement map a rounded-rectangle distance
 * field: pixels of the rim take their picture from further inside, as a thick lens does.
 */
import { lensMap } from './lens'
import { stamina } from './stamina.svelte'

const SVG = 'http://www.w3.org/2000/svg'
const SETTLE_MS = 120 // While the composer grows every frame has another size: blur plainly and bend when it rests.

interface Lens {
  id: string
  filter: SVGFilterElement
  users: number
}

type Shape = [width: number, height: number, radius: number]

const lenses = new Map<string, Lens>()
let made = 0
let shelf: SVGSVGElement | null = null

/** An attachment for a `.glass.filtered` element. */
export function refract(pane: HTMLElement) {
  let held: string | null = null
  let size: Shape | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  function drop() {
    if (held) release(held)
    held = null
    pane.style.removeProperty('--refraction')
    pane.classList.remove('refracting')
  }

  function fit() {
    if (!size || !isWorthIt()) {
      drop()
      return
    }
    const key = size.join()
    if (key === held) return
    const id = claim(key, ...size)
    drop()
    held = key
    pane.style.setProperty('--refraction', `url(#${id}) saturate(var(--glass-sat))`)
    pane.classList.add('refracting')
  }

  // The only moment at which asking for it costs no layout.
  const observer = new ResizeObserver(() => {
    size = shape(pane)
    if (held && size?.join() !== held) drop()
    clearTimeout(timer)
    timer = setTimeout(fit, SETTLE_MS)
  })
  observer.observe(pane)
  const forget = stamina.watch(fit)

  return () => {
    observer.disconnect()
    clearTimeout(timer)
    forget()
    drop()
  }
}

function isWorthIt(): boolean {
  const { userAgentData, deviceMemory = 8 } = navigator as Navigator & {
    userAgentData?: { brands: { brand: string }[] }
    deviceMemory?: number
  }
  const chromium = userAgentData?.brands.some(({ brand }) => brand === 'Chromium') ?? false
  const unwelcome = ['(max-width: 760px)', '(prefers-reduced-transparency: reduce)', '(prefers-contrast: more)']
  return (
    chromium &&
    deviceMemory >= 4 &&
    stamina.level === 0 &&
    document.documentElement.dataset.glass !== '0' &&
    !unwelcome.some((query) => matchMedia(query).matches)
  )
}

function shape(pane: HTMLElement): Shape | null {
  const { offsetWidth: width, offsetHeight: height } = pane
  if (!width || !height) return null
  const radius = parseFloat(getComputedStyle(pane).borderTopLeftRadius) || 0
  return [width, height, Math.min(radius, width / 2, height / 2)]
}

function claim(key: string, width: number, height: number, radius: number): string {
  let lens = lenses.get(key)
  if (!lens) {
    lens = grind(width, height, radius)
    lenses.set(key, lens)
  }
  lens.users += 1
  return lens.id
}

function release(key: string) {
  const lens = lenses.get(key)
  if (!lens || --lens.users) return
  lens.filter.remove()
  lenses.delete(key)
}

function grind(width: number, height: number, radius: number): Lens {
  const style = getComputedStyle(document.documentElement)
  const bezel = parseFloat(style.getPropertyValue('--glass-bezel'))
  const depth = parseFloat(style.getPropertyValue('--glass-depth'))
  const id = `lens-${made++}`
  const box = { x: 0, y: 0, width, height }
  const filter = element('filter', {
    ...box,
    id,
    filterUnits: 'userSpaceOnUse',
    primitiveUnits: 'userSpaceOnUse',
    'color-interpolation-filters': 'sRGB',
  })
  filter.append(
    element('feGaussianBlur', { in: 'SourceGraphic', stdDeviation: 11, result: 'blurred' }),
    element('feImage', {
      ...box,
      href: lensMap(width, height, radius, bezel),
      preserveAspectRatio: 'none',
      result: 'map',
    }),
    element('feDisplacementMap', {
      in: 'blurred',
      in2: 'map',
      scale: depth * 2,
      xChannelSelector: 'R',
      yChannelSelector: 'G',
    }),
  )
  shelve(filter)
  return { id, filter, users: 0 }
}

function shelve(filter: SVGElement) {
  if (!shelf) {
    shelf = element('svg', { width: 0, height: 0, 'aria-hidden': true })
    shelf.style.position = 'absolute'
    document.body.append(shelf)
  }
  shelf.append(filter)
}

function element<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Record<string, string | number | boolean>,
): SVGElementTagNameMap[Name] {
  const made = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value))
  return made
}
