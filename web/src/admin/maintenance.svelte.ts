/** The server closed for everyone but administrators, and what people read meanwhile. */
import { asApiError, isAbort, type ApiError } from '../core/errors'
import { api, type Closing } from './api'

/** Characters. */
export const LONGEST_MESSAGE = 500

export class Maintenance {
  message = $state('')
  #kept = $state.raw<Closing | null>(null)
  #busy = $state(false)
  #failed = $state.raw<ApiError | null>(null)

  /** As it is on the server. */
  get enabled() {
    return this.#kept?.enabled ?? false
  }

  get loaded() {
    return this.#kept !== null
  }

  get busy() {
    return this.#busy
  }

  get failed() {
    return this.#failed
  }

  /** What is told now is not what is written here. */
  get changed() {
    return this.enabled && this.#words !== (this.#kept?.message ?? null)
  }

  get tooLong() {
    return [...this.message.trim()].length > LONGEST_MESSAGE
  }

  get #words() {
    return this.message.trim() || null
  }

  async load() {
    await this.#ask(api.closing)
  }

  /** True when it was done. */
  async turn(enabled: boolean): Promise<boolean> {
    if (this.#busy || this.tooLong) return false
    return this.#ask(() => api.close({ enabled, message: this.#words }))
  }

  async #ask(deed: () => Promise<Closing>): Promise<boolean> {
    this.#busy = true
    this.#failed = null
    try {
      this.#kept = await deed()
      this.message = this.#kept.message ?? ''
      return true
    } catch (error) {
      if (!isAbort(error)) this.#failed = asApiError(error)
      return false
    } finally {
      this.#busy = false
    }
  }
}
