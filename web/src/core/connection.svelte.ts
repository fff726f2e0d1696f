/** Keeps the live line open while somebody is signed in, and says in which state it is. */
import { ApiError, asApiError, isAbort } from './errors'
import { Patience } from './patience'
import { socket } from './socket'
import { token } from './token'
import { onwake } from './wake'

/** A woken page asks whether its line still lives, and does not wait long for the answer. */
const WAKE_WITHIN = 3_000

export type ConnectionState = 'connecting' | 'online' | 'offline' | 'updating'

class Connection {
  #state = $state<ConnectionState>('connecting')
  #retryAt = $state<number | null>(null)
  #maintenance = $state.raw<{ message: string | null } | null>(null)
  #timer: ReturnType<typeof setTimeout> | undefined
  #wanted = false
  #wasOnline = false
  #asked: number | null = null
  readonly #patience = new Patience()

  /** Brings everything up to date over the open line; called after each opening and after a sleep. */
  onupdate: (within?: number) => Promise<void> = () => Promise.resolve()
  /** Told each time everything is up to date; `again` when it was so before. */
  ononline: (again: boolean) => void = () => undefined

  get state() {
    return this.#state
  }

  /** While offline: when the next try is due. */
  get retryAt() {
    return this.#retryAt
  }

  get maintenance() {
    return this.#maintenance
  }

  constructor() {
    socket.on('session:expired', () => this.#lose(new ApiError('unauthorized')))
    socket.on('flood', ({ retry_after }) => (this.#asked = retry_after))
    socket.on('maintenance', ({ enabled, message }) => (this.#maintenance = enabled ? { message } : null))
    window.addEventListener('online', () => this.retryNow())
    window.addEventListener('offline', () => this.#again())
    onwake(() => this.#check())
  }

  open() {
    this.#wanted = true
    this.#connect()
  }

  close() {
    this.#wanted = false
    this.#wasOnline = false
    this.#patience.reset()
    clearTimeout(this.#timer)
    socket.close()
    this.#state = 'connecting'
    this.#retryAt = null
  }

  retryNow() {
    if (this.#state === 'offline') this.#again()
  }

  /** Tells the server the new token; a line that does not accept it is replaced by one that does. */
  async renew() {
    if (!socket.isOpen || !token.current) return
    await socket.request('auth:refresh', { token: token.current }).catch(() => this.#again())
  }

  #again() {
    this.#patience.reset()
    if (this.#wanted) this.#connect()
  }

  #connect() {
    clearTimeout(this.#timer)
    this.#retryAt = null
    this.#state = 'connecting'
    socket.open({ onopen: () => void this.#update(), onclose: (error) => this.#lose(error) })
  }

  async #update(within?: number) {
    this.#maintenance = null
    if (this.#state !== 'online') this.#state = 'updating'
    try {
      await this.onupdate(within)
      this.#settle()
    } catch (error) {
      this.#lose(asApiError(error))
    }
  }

  #settle() {
    if (!socket.isOpen) return
    this.#patience.reset()
    this.#state = 'online'
    this.ononline(this.#wasOnline)
    this.#wasOnline = true
  }

  #check() {
    if (this.#state === 'online') void this.#update(WAKE_WITHIN)
    else this.retryNow()
  }

  #lose(error: ApiError) {
    socket.close()
    if (!this.#wanted || this.#state === 'offline') return
    if (error.code === 'maintenance') this.#maintenance ??= { message: null }
    if (error.code === 'unauthorized') this.#reauthorize()
    else this.#wait(error.retryAfter ?? this.#asked)
  }

  /** A session that has really ended ends in `token.renew`; otherwise the line opens again with a new token. */
  #reauthorize() {
    this.#state = 'connecting'
    const goOn = (asked: number | null = null) => {
      if (this.#wanted && this.#state === 'connecting' && !socket.isOpen) this.#wait(asked)
    }
    token.renew().then(
      () => goOn(),
      (error: unknown) => isAbort(error) || goOn(asApiError(error).retryAfter),
    )
  }

  #wait(asked: number | null) {
    const delay = this.#patience.next(asked)
    this.#asked = null
    this.#state = 'offline'
    this.#retryAt = Date.now() + delay
    this.#timer = setTimeout(() => this.#connect(), delay)
  }
}

export const connection = new Connection()
