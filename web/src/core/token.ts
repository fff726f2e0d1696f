/**
 * The access token: in memory only. It is renewed through the HttpOnly cookie, which no script can read, and by one tab
 * at a time, because every renewal rotates the cookie all tabs share.
 */
import type { Grant } from '../contract/user'
import { ApiError } from './errors'
import { Patience } from './patience'
import { request } from './request'
import { hear, tell } from './tabs'

/** Renewed this long before it runs out, so that no call meets an old one. */
const EARLY = 60_000
/** Browsers take longer timers for none at all. */
const LONGEST = 2 ** 31 - 1
/** Held by the tab that renews, and by the one that ends the session: then there is nothing to renew. */
export const LOCK = 'kocmoc.refresh'

class Token {
  #grant: Grant | null = null
  #renewing: Promise<Grant> | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #patience = new Patience()

  /** Told of every token that takes the place of another, whichever tab fetched it. */
  onrenewed: (grant: Grant) => void = () => undefined
  /** Told when the server renews it no more: the session has ended. */
  onrefused: () => void = () => undefined

  get current() {
    return this.#grant?.access_token ?? null
  }

  constructor() {
    hear((word) => {
      if (word.type === 'renewed' && this.#grant?.user.id === word.grant.user.id) this.#exchange(word.grant)
    })
  }

  keep(grant: Grant) {
    this.#grant = grant
    this.#patience.reset()
    const left = grant.expires_in * 1000
    this.#renewIn(Math.max(left - EARLY, left / 2))
  }

  forget() {
    this.#grant = null
    clearTimeout(this.#timer)
  }

  /** A fresh token, fetched once however many ask. `stale` is the one that does no more, if there was one. */
  renew(stale = this.current): Promise<Grant> {
    this.#renewing ??= this.#fetch(stale).finally(() => (this.#renewing = null))
    return this.#renewing
  }

  #fetch(stale: string | null): Promise<Grant> {
    return navigator.locks.request(LOCK, async () => {
      // While this tab waited for its turn another one may have fetched it and told us.
      if (this.#grant && this.#grant.access_token !== stale) return this.#grant
      if (stale !== null && !this.#grant) throw new DOMException('They have left.', 'AbortError')
      const grant = await request<Grant>('POST', '/api/auth/refresh').catch((error: unknown) => this.#fail(error))
      tell({ type: 'renewed', grant })
      this.#exchange(grant)
      return grant
    })
  }

  #fail(error: unknown): never {
    if (error instanceof ApiError && error.status === 401) this.onrefused()
    throw error
  }

  #exchange(grant: Grant) {
    this.keep(grant)
    this.onrenewed(grant)
  }

  #renewIn(milliseconds: number) {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(
      () => {
        this.renew().catch(() => {
          if (this.#grant) this.#renewIn(this.#patience.next())
        })
      },
      Math.min(milliseconds, LONGEST),
    )
  }
}

export const token = new Token()
