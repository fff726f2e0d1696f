/** Having a code mailed, and mailed again when it does not come. */
import { asApiError, type ApiError } from '../core/errors'
import { api } from './api'
import { email } from './complaints'
import { Form } from './form.svelte'
import { Resend } from './resend.svelte'

export class MailingForm extends Form<'email'> {
  email = $state('')
  readonly resend = new Resend()
  /** Where the latest code went. */
  #sentTo = $state<string | null>(null)

  protected readonly checks = { email }

  get sentTo() {
    return this.#sentTo
  }

  protected values() {
    return { email: this.email.trim() }
  }

  protected async send() {
    const { email } = this.values()
    // One that has just been sent is still good: coming back to the same address asks for none.
    if (email === this.#sentTo && this.resend.left) return
    this.resend.start((await this.#ask(email)).retry_after)
    this.#sentTo = email
  }

  /** A server that has just mailed one says when it will again; there is a code to enter in either case. */
  async #ask(email: string) {
    try {
      return await api.send(email)
    } catch (error) {
      return { retry_after: justSent(asApiError(error)) }
    }
  }
}

function justSent(error: ApiError): number {
  if (error.code !== 'code_too_soon') throw error
  return error.retryAfter ?? 60
}
