/** The server at a glance. */
import { asApiError, isAbort, type ApiError } from '../core/errors'
import { api, type Stats } from './api'

export class Overview {
  #stats = $state.raw<Stats | null>(null)
  #failed = $state.raw<ApiError | null>(null)

  get stats() {
    return this.#stats
  }

  get failed() {
    return this.#failed
  }

  async load() {
    this.#failed = null
    try {
      this.#stats = await api.stats()
    } catch (error) {
      if (!isAbort(error)) this.#failed = asApiError(error)
    }
  }
}
