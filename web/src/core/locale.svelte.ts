/** The language of the interface: Russian or English, switched without a reload, remembered on this device. */
import { baseLocale, isLocale, overwriteGetLocale, type Locale } from '../paraglide/runtime'
import { recall, remember } from './memory'

export type { Locale }

const KEY = 'kocmoc.locale'

function usual(): Locale {
  const spoken = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase())
  return spoken.find(isLocale) ?? baseLocale
}

class Language {
  #current = $state<Locale>(baseLocale)

  /** Told of every choice. */
  onchange: (locale: Locale) => void = () => undefined

  /** Every `m.some_text()` in a template reads this, and so follows the switch by itself. */
  get current() {
    return this.#current
  }

  constructor() {
    const stored = recall(KEY)
    this.#show(isLocale(stored) ? stored : usual())
    overwriteGetLocale(() => this.#current)
  }

  use(locale: Locale) {
    remember(KEY, locale)
    this.#show(locale)
    this.onchange(locale)
  }

  #show(locale: Locale) {
    this.#current = locale
    document.documentElement.lang = locale
  }
}

export const locale = new Language()
