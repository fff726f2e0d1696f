/** Where I am signed in. */
import type { Device } from '../contract/user'
import { api } from './api'

class Devices {
  #items = $state.raw<readonly Device[]>([])
  #loaded = $state(false)

  get items() {
    return this.#items
  }

  get loaded() {
    return this.#loaded
  }

  async load() {
    this.#items = (await api.devices()).sessions
    this.#loaded = true
  }

  /** Signs one out; an ApiError says why it could not be. */
  async end(id: string) {
    await api.endDevice(id)
    this.#items = this.#items.filter((device) => device.id !== id)
  }

  clear() {
    this.#items = []
    this.#loaded = false
  }
}

export const devices = new Devices()
