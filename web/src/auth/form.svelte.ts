/** What every form does: complain about what is filled in, send it once, and show what the server says. */
import { asApiError, isAbort, type ApiError } from '../core/errors'
import { complain, refused, type Check, type Complaints } from './complaints'

export abstract class Form<Field extends string> {
  #tried = $state(false)
  #busy = $state(false)
  #error = $state.raw<ApiError | null>(null)
  #refused = $state.raw<Complaints<Field>>({})

  protected abstract values(): Record<Field, string>
  protected abstract readonly checks: Record<Field, Check>
  protected abstract send(): Promise<void>

  /** By field, from the first try on: nobody is scolded while still typing. */
  get complaints(): Complaints<Field> {
    return this.#tried ? { ...this.#refused, ...complain(this.values(), this.checks) } : {}
  }

  /** The latest refusal of the whole. */
  get error() {
    return this.#error
  }

  get busy() {
    return this.#busy
  }

  /** True when it was accepted. */
  async submit(): Promise<boolean> {
    this.#tried = true
    this.#refused = {}
    this.#error = null
    if (this.#busy || Object.keys(this.complaints).length) return false
    this.#busy = true
    try {
      await this.send()
      this.#tried = false
      return true
    } catch (error) {
      if (!isAbort(error)) this.refuse(asApiError(error))
      return false
    } finally {
      this.#busy = false
    }
  }

  protected refuse(error: ApiError) {
    this.#error = error
    this.#refused = refused(error, Object.keys(this.checks) as Field[])
  }
}
