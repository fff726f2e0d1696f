/** Which recordings were listened to on this device. */
import { SvelteSet } from 'svelte/reactivity'
import { remember, revive } from '../../core/memory'

const KEY = 'kocmoc.heard'
const KEPT = 500

class Heard {
  readonly #ids = new SvelteSet<string>((revive(KEY) as string[] | null) ?? [])

  has(id: string) {
    return this.#ids.has(id)
  }

  add(id: string) {
    if (this.#ids.has(id)) return
    this.#ids.add(id)
    remember(KEY, JSON.stringify([...this.#ids].slice(-KEPT)))
  }
}

export const heard = new Heard()
