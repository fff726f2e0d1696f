/**
 * How the product looks on this device: theme, neon, transparency, motion, text size.
 * The script in index.html applies the same stored choice before the first paint; this takes over from there.
 */
import { MediaQuery } from 'svelte/reactivity'
import { recall, remember } from '../core/memory'
import type { Motion } from './motion'
import { reveal } from './reveal'

export type Theme = 'light' | 'dark' | 'system'

export interface Look {
  theme: Theme
  neon: boolean
  glass: boolean
  /** Nothing chosen: as the system prefers. */
  motion: Motion | null
  /** Percent of the normal size, 87.5 to 137.5. */
  textSize: number
}

const KEY = 'kocmoc.look'
const USUAL: Look = { theme: 'system', neon: false, glass: true, motion: null, textSize: 100 }

function lastTime(): Look {
  try {
    return { ...USUAL, ...(JSON.parse(recall(KEY) ?? '{}') as Partial<Look>) }
  } catch {
    return USUAL // Something else wrote there.
  }
}

class Appearance {
  #look = $state.raw(lastTime())
  readonly #night = new MediaQuery('prefers-color-scheme: dark')
  readonly #calm = new MediaQuery('prefers-reduced-motion: reduce')

  /** Told of every choice made here, so that the profile can keep it; not of what `adopt` brings. */
  onchange: ((change: Partial<Look>) => void) | null = null

  get theme() {
    return this.#look.theme
  }

  get neon() {
    return this.#look.neon
  }

  get glass() {
    return this.#look.glass
  }

  get motion(): Motion {
    return this.#look.motion ?? (this.#calm.current ? 'none' : 'full')
  }

  get textSize() {
    return this.#look.textSize
  }

  get dark() {
    return this.theme === 'dark' || (this.theme === 'system' && this.#night.current)
  }

  /** A choice made by hand; with `from`, the new look spreads as a circle from that control. */
  choose(change: Partial<Look>, from?: Element) {
    if (from) reveal(from, () => this.adopt(change))
    else this.adopt(change)
    this.onchange?.(change)
  }

  /** A choice that was made elsewhere, such as on another device. */
  adopt(change: Partial<Look>) {
    this.#look = { ...this.#look, ...change }
    remember(KEY, JSON.stringify(this.#look))
    this.paint()
  }

  /** Puts the look on the page. */
  paint() {
    const root = document.documentElement
    root.dataset.theme = this.dark ? 'dark' : 'light'
    root.dataset.neon = this.neon ? '1' : '0'
    root.dataset.motion = this.motion
    root.dataset.glass = this.glass ? '1' : '0'
    root.style.setProperty('--text-size', `${this.textSize}%`)
    const sky = getComputedStyle(root).getPropertyValue('--c-bg').trim()
    document.querySelector('meta[name="theme-color"]')?.setAttribute('content', sky)
  }
}

export const appearance = new Appearance()
