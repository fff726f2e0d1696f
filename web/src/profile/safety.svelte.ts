/** What proves who I am: my address, a second step; and the end of the account. */
import { filled, sixDigits } from '../auth/complaints'
import { Form } from '../auth/form.svelte'
import type { ApiError } from '../core/errors'
import { session } from '../core/session.svelte'
import type { Me } from '../contract/user'
import { api, type TotpSetup } from './api'

function adopt(change: Partial<Me>) {
  if (session.me) session.adopt({ ...session.me, ...change })
}

/** The code that was sent to the address I want to have. */
export class EmailForm extends Form<'code'> {
  code = $state('')

  protected readonly checks = { code: sixDigits }
  readonly #email: string

  constructor(email: string) {
    super()
    this.#email = email
  }

  protected values() {
    return { code: this.code }
  }

  protected async send() {
    await api.changeEmail(this.#email, this.code)
    adopt({ email: this.#email, email_verified: true })
  }

  protected override refuse(error: ApiError) {
    super.refuse(error)
    if (error.code === 'invalid_code') this.code = ''
  }
}

/** Showing an authenticator the secret, and the authenticator proving that it has it. */
export class TotpForm extends Form<'code'> {
  code = $state('')
  #setup = $state.raw<TotpSetup | null>(null)
  #recoveryCodes = $state.raw<readonly string[]>([])

  protected readonly checks = { code: sixDigits }

  get setup() {
    return this.#setup
  }

  /** Shown this once. */
  get recoveryCodes() {
    return this.#recoveryCodes
  }

  async begin() {
    this.#setup = await api.setUpTotp()
  }

  protected values() {
    return { code: this.code }
  }

  protected async send() {
    this.#recoveryCodes = (await api.enableTotp(this.code)).recovery_codes
    adopt({ totp_enabled: true })
  }

  protected override refuse(error: ApiError) {
    super.refuse(error)
    if (error.code === 'invalid_code') this.code = ''
  }
}

export class OneStepForm extends Form<'password' | 'totp'> {
  password = $state('')
  totp = $state('')

  protected readonly checks = { password: filled, totp: filled }

  protected values() {
    return { password: this.password, totp: this.totp.trim() }
  }

  protected async send() {
    const { password, totp } = this.values()
    await api.disableTotp(password, totp)
    adopt({ totp_enabled: false })
  }
}

export class DepartureForm extends Form<'password'> {
  password = $state('')

  protected readonly checks = { password: filled }

  protected values() {
    return { password: this.password }
  }

  protected async send() {
    await api.leaveForGood(this.password)
    session.vanish()
  }
}
