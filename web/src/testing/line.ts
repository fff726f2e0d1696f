/** The network's end of the live line: what `socket.io-client` would be, with a server in memory at the other end. */

type Listener = (payload?: unknown) => void
type Answer = (error: Error | null, ack?: unknown) => void
type Auth = (give: (auth: { token: string | null }) => void) => void

/** How the server of a story behaves towards lines. */
export interface FarEnd {
  /** A refusal of the line, or null to accept it. */
  accept: (token: string | null) => { message: string; data?: object } | null
  /** The ack; undefined when it never comes. */
  answer: (event: string, payload: never) => object | undefined
}

export class Line {
  static readonly all: Line[] = []
  static farEnd: FarEnd = { accept: () => ({ message: 'xhr poll error' }), answer: () => undefined }

  connected = false
  readonly #listeners = new Map<string, Set<Listener>>()

  constructor(auth: Auth) {
    Line.all.push(this)
    auth(({ token }) => queueMicrotask(() => this.#knock(token)))
  }

  static get open(): Line[] {
    return Line.all.filter((line) => line.connected)
  }

  /** The server says something to everybody. */
  static say(event: string, payload: object) {
    for (const line of Line.open) line.#emit(event, structuredClone(payload))
  }

  static breakAll() {
    for (const line of Line.open) line.#close('transport close')
  }

  on(event: string, listener: Listener) {
    this.#listeners.set(event, (this.#listeners.get(event) ?? new Set()).add(listener))
  }

  once(event: string, listener: Listener) {
    this.on(event, listener)
  }

  off(event?: string, listener?: Listener) {
    if (event && listener) this.#listeners.get(event)?.delete(listener)
    else this.#listeners.clear()
  }

  disconnect() {
    this.connected = false
  }

  timeout(milliseconds: number) {
    return { emit: (event: string, payload: object, answer: Answer) => this.#ask(milliseconds, event, payload, answer) }
  }

  #ask(milliseconds: number, event: string, payload: object, answer: Answer) {
    const timer = setTimeout(() => answer(new Error('operation has timed out')), milliseconds)
    queueMicrotask(() => {
      const ack = this.connected ? Line.farEnd.answer(event, structuredClone(payload) as never) : undefined
      if (!ack) return
      clearTimeout(timer)
      queueMicrotask(() => this.connected && answer(null, structuredClone(ack)))
    })
  }

  #knock(token: string | null) {
    const refusal = Line.farEnd.accept(token)
    this.connected = !refusal
    this.#emit(refusal ? 'connect_error' : 'connect', refusal ?? undefined)
  }

  #close(reason: string) {
    this.connected = false
    this.#emit('disconnect', reason)
  }

  #emit(event: string, payload?: unknown) {
    for (const listener of [...(this.#listeners.get(event) ?? [])]) listener(payload)
  }
}

export const io = ({ auth }: { auth: Auth }) => new Line(auth)
