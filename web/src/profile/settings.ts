/** What I chose is kept in my profile as well, so that the next device begins with it. */
import type { Settings } from '../contract/user'
import { ApiError, isAbort } from '../core/errors'
import { pause } from '../core/patience'
import { api } from './api'

/** A slider tells of every step; only where it comes to rest is kept. */
const REST = 600

class Keeper {
  #change: Partial<Settings> = {}
  #saving = false

  /** What the profile says; null when it cannot be asked now, and the device's own choice stays. */
  async load(): Promise<Settings | null> {
    try {
      return await api.settings()
    } catch (error) {
      if (isAbort(error) || error instanceof ApiError) return null
      throw error
    }
  }

  async keep(change: Partial<Settings>) {
    for (const [name, value] of Object.entries(change) as [string, unknown][]) {
      if (value !== undefined) Object.assign(this.#change, { [name]: value })
    }
    if (this.#saving || !Object.keys(this.#change).length) return
    this.#saving = true
    await pause(REST)
    const all = this.#change
    this.#change = {}
    this.#saving = false
    // Not saved is not lost: this device remembers it anyway.
    await api.saveSettings(all).catch(() => undefined)
  }
}

export const settings = new Keeper()
