/** How long until another code may be asked for. */

const SECOND = 1000

export class Resend {
  #until = 0
  #left = $state(0)
  #ticking: ReturnType<typeof setInterval> | undefined

  /** Whole seconds; 0: now. */
  get left() {
    return this.#left
  }

  /** `0:42` */
  get text() {
    return `${Math.floor(this.#left / 60)}:${String(this.#left % 60).padStart(2, '0')}`
  }

  start(seconds: number) {
    this.stop()
    this.#until = Date.now() + seconds * SECOND
    this.#ticking = setInterval(() => this.#tick(), SECOND)
    this.#tick()
  }

  stop() {
    clearInterval(this.#ticking)
    this.#left = 0
  }

  #tick() {
    this.#left = Math.max(0, Math.ceil((this.#until - Date.now()) / SECOND))
    if (!this.#left) clearInterval(this.#ticking)
  }
}
