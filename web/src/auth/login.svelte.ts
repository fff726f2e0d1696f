/** Signing in. */
import type { ApiError } from '../core/errors'
import { session } from '../core/session.svelte'
import { anything, filled } from './complaints'
import { Form } from './form.svelte'

export class LoginForm extends Form<'login' | 'password' | 'totp'> {
  login = $state('')
  password = $state('')
  totp = $state('')
  #needsTotp = $state(false)

  protected readonly checks = {
    login: filled,
    password: filled,
    totp: (code: string) => (this.#needsTotp ? filled(code) : anything(code)),
  }

  /** The account asks for the code of an app as well. */
  get needsTotp() {
    return this.#needsTotp
  }

  protected values() {
    return { login: this.login.trim(), password: this.password, totp: this.totp.trim() }
  }

  protected async send() {
    const { login, password, totp } = this.values()
    await session.login({ login, password, ...(totp && { totp }) })
  }

  protected override refuse(error: ApiError) {
    super.refuse(error)
    if (error.code === 'totp_required') this.#needsTotp = true
  }
}
