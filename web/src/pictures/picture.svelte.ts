/** A picture that is being given to somebody or something: on its way to the server, then known there by its id. */
import { asApiError, isAbort, type ApiError } from '../core/errors'
import { api } from './api'

export class Picture {
  #id = $state<string | null>(null)
  #url = $state<string | null>(null)
  #busy = $state(false)
  #failed = $state.raw<ApiError | null>(null)

  /** The upload, to be given as `avatar_id`. */
  get id() {
    return this.#id
  }

  /** What it looks like. */
  get url() {
    return this.#url
  }

  get busy() {
    return this.#busy
  }

  get failed() {
    return this.#failed
  }

  async take(picture: Blob) {
    this.clear()
    this.#busy = true
    try {
      const { id, thumbnail_url, url } = await api.upload(picture)
      this.#id = id
      this.#url = thumbnail_url ?? url
    } catch (error) {
      if (!isAbort(error)) this.#failed = asApiError(error)
    } finally {
      this.#busy = false
    }
  }

  clear() {
    this.#id = null
    this.#url = null
    this.#failed = null
  }
}
