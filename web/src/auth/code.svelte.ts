/** Entering a code from a letter: to sign in, or to set a new password as well. */
import type { ApiError } from '../core/errors'
import { pause } from '../core/patience'
import { session } from '../core/session.svelte'
import { api } from './api'
import { anything, filled, password, sixDigits } from './complaints'
import { Form } from './form.svelte'

/** How long it takes until all six digits have shown that they are right. */
export const WAVE = 560

export class CodeForm extends Form<'code' | 'password' | 'totp'> {
  code = $state('')
  password = $state('')
  totp = $state('')
  #needsTotp = $state(false)
  #right = $state(false)

  protected readonly checks = {
    code: sixDigits,
    password: (value: string) => (this.#isReset ? password(value) : anything(value)),
    totp: (code: string) => (this.#needsTotp ? filled(code) : anything(code)),
  }

  readonly #email: string
  readonly #isReset: boolean

  constructor(email: string, { reset = false } = {}) {
    super()
    this.#email = email
    this.#isReset = reset
  }

  /** The account asks for the code of an app as well. */
  get needsTotp() {
    return this.#needsTotp
  }

  /** It was accepted; in a moment one is in. */
  get right() {
    return this.#right
  }

  /** The six digits are all there is to say. */
  get sendsItself() {
    return !this.#isReset && !this.#needsTotp
  }

  protected values() {
    return { code: this.code, password: this.password, totp: this.totp.trim() }
  }

  protected async send() {
    const { code, password, totp } = this.values()
    const login = { email: this.#email, code, ...(totp && { totp }) }
    const grant = await (this.#isReset ? api.reset({ ...login, new_password: password }) : api.verify(login))
    this.#right = true
    await pause(WAVE)
    session.admit(grant)
  }

  protected override refuse(error: ApiError) {
    super.refuse(error)
    if (error.code === 'totp_required') this.#needsTotp = true
    if (error.code === 'invalid_code') this.code = ''
  }
}
