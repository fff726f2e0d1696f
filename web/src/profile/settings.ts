/** What I chose is kept in my profile as well, so that the next device begins with it. */
import type { Settings } from '../contract/user'
import { ApiError, isAbort } from '../core/errors'
import { api } from './api'

/** A slider tells of every step; only where it comes to rest is kept. */
const REST = 600

class Keeper {
  /** Chosen here and not told yet. */
  #change: Partial<Settings> = {}
  #timer: ReturnType<typeof setTimeout> | undefined
  /** One after another, so that the last choice is the one that stays. */
  #saved = Promise.resolve()

  /** What the profile says; null when it cannot be asked now, and the device's own choice stays. */
  async load(): Promise<Settings | null> {
    try {
      return await api.settings()
    } catch (error) {
      if (isAbort(error) || error instanceof ApiError) return null
      throw error
    }
  }

  keep(change: Partial<Settings>) {
    for (const [name, value] of Object.entries(change) as [string, unknown][]) {
      if (value !== undefined) Object.assign(this.#change, { [name]: value })
    }
    this.#timer ??= setTimeout(() => void this.flush(), REST)
  }

  /** Whoever is leaving does not wait for the slider to rest. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    return (this.#saved = this.#saved.then(() => this.#save()))
  }

  /** The next person's profile is none of this one's business. */
  clear() {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#change = {}
  }

  async #save() {
    const change = this.#change
    if (!Object.keys(change).length) return
    this.#change = {}
    // Not saved is not lost: this device remembers it anyway.
    await api.saveSettings(change).catch(() => undefined)
  }
}

export const settings = new Keeper()
