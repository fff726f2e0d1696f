/** Who is signed in here. All tabs agree: whoever leaves in one has left in all. */
import type { Grant, Me } from '../contract/user'
import { ApiError } from './errors'
import { hangUp } from './http'
import { recall, remember } from './memory'
import { Patience, pause } from './patience'
import { request } from './request'
import { hear, tell } from './tabs'
import { LOCK, token } from './token'

/** Says only that there was a session, so that a stranger's first visit asks for none and meets no refusal. */
const KNOWN = 'kocmoc.known'
/** A server that does not answer keeps nobody here for longer. */
const PARTING = 1_500

export interface Credentials {
  /** Username or e-mail. */
  login: string
  password: string
  totp?: string
}

export interface Newcomer {
  username: string
  email: string
  password: string
  display_name?: string
  invite?: string
}

class Session {
  #me = $state.raw<Me | null>(null)
  #status = $state<'starting' | 'out' | 'in'>('starting')
  #unreachable = $state(false)
  #isLeaving = false

  /** Somebody is signed in now; `isNew` when their account was made a moment ago. */
  onenter: (me: Me, isNew: boolean) => void = () => undefined
  /** They are about to leave by their own choice: what they have just chosen or written goes along. */
  onlogout: () => Promise<unknown> = () => Promise.resolve()
  /** They are signed out: by their own choice, or because the session has ended. */
  onleave: (byChoice: boolean) => void = () => undefined

  get me() {
    return this.#me
  }

  get status() {
    return this.#status
  }

  /** While starting: the server does not answer, and it is being tried again. */
  get unreachable() {
    return this.#unreachable
  }

  constructor() {
    token.onrefused = () => this.#leave(this.#isLeaving)
    hear((word) => {
      if (word.type === 'left') this.#leave(true)
      if (word.type === 'entered') this.#follow(word.grant)
    })
  }

  /** Finds out whether this browser is signed in; waits for the server if it must. */
  async start() {
    if (recall(KNOWN) === null) return this.#leave()
    const patience = new Patience()
    while (this.#status === 'starting') {
      try {
        this.#enter(await token.renew())
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        if (error.status === 401) return
        this.#unreachable = true
        await pause(patience.next(error.retryAfter))
      }
    }
  }

  async login(credentials: Credentials) {
    this.#arrive(await request<Grant>('POST', '/api/auth/login', { body: credentials }))
  }

  /** Whoever has proved in another way who they are. */
  admit(grant: Grant) {
    this.#arrive(grant)
  }

  /** The account is gone, and with it every session. */
  vanish() {
    tell({ type: 'left' })
    this.#leave(true)
  }

  async register(newcomer: Newcomer) {
    this.#arrive(await request<Grant>('POST', '/api/auth/register', { body: newcomer }), true)
  }

  /**
   * Leaves here at once, in every tab, and then tells the server: the other way round each of them would first hear from
   * the server that its session has ended, and ask for a new token in vain. Unreached, the session there ends by age.
   */
  async logout() {
    this.#isLeaving = true
    await Promise.race([this.onlogout().catch(() => undefined), pause(PARTING)])
    const last = token.current
    tell({ type: 'left' })
    this.#leave(true)
    await navigator.locks.request(LOCK, () => farewell(last)).catch(() => undefined)
  }

  /** The profile as it is now. */
  adopt(me: Me) {
    if (this.#me) this.#me = me
  }

  #arrive(grant: Grant, isNew = false) {
    tell({ type: 'entered', grant })
    this.#enter(grant, isNew)
  }

  #follow(grant: Grant) {
    // A page full of one person's chats is not turned into another's: it begins anew.
    if (this.#me && this.#me.id !== grant.user.id) location.reload()
    else if (this.#me) token.keep(grant)
    else this.#enter(grant)
  }

  #enter(grant: Grant, isNew = false) {
    token.keep(grant)
    remember(KNOWN, '1')
    this.#me = grant.user
    this.#unreachable = false
    this.#status = 'in'
    this.onenter(grant.user, isNew)
  }

  #leave(byChoice = false) {
    const was = this.#status
    token.forget()
    hangUp()
    remember(KNOWN, null)
    this.#isLeaving = false
    this.#me = null
    this.#status = 'out'
    if (was === 'in') this.onleave(byChoice)
  }
}

async function farewell(last: string | null) {
  const end = (bearer: string | null) => request('POST', '/api/auth/logout', { token: bearer })
  try {
    await end(last)
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error
    await end((await request<Grant>('POST', '/api/auth/refresh')).access_token)
  }
}

export const session = new Session()
