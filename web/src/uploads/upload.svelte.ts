/** One file on its way to the server. */
import type { Attachment } from '../contract/message'
import { ApiError, isPassing } from '../core/errors'
import { Patience, pause } from '../core/patience'
import { api } from './api'
import { measure } from './measure'
import { kindOf } from './rules'

export class Upload {
  readonly id = crypto.randomUUID()
  readonly file: File
  readonly kind: Attachment['kind']
  /** The file itself, for showing it before the server has it. */
  readonly url: string
  #sent = $state(0)
  #life = new AbortController()

  constructor(file: File) {
    this.file = file
    this.kind = kindOf(file)
    this.url = URL.createObjectURL(file)
  }

  /** Bytes that have left, never more than the file has: what wraps it on its way counts as well. */
  get sent() {
    return Math.min(this.#sent, this.file.size)
  }

  /** 0 to 1. */
  get part() {
    return this.file.size ? this.sent / this.file.size : 0
  }

  get isGivenUp() {
    return this.#life.signal.aborted
  }

  /** As it will look in its message. */
  async preview(): Promise<Attachment> {
    const { id, kind, file, url } = this
    const { name, type: mime, size } = file
    const measures = await measure(kind, url)
    return { id, kind, name, mime, size, url, ...measures, waveform: null, thumbnail_url: null, thumbhash: null }
  }

  /** Tries until the server has it or refuses it; a line that breaks is only waited for. */
  async carry(): Promise<Attachment> {
    const patience = new Patience()
    for (;;) {
      try {
        return await api.upload(this.file, this.#life.signal, (sent) => (this.#sent = sent))
      } catch (error) {
        this.#sent = 0
        if (!isPassing(error) || !(error instanceof ApiError)) throw error
        await pause(patience.next(error.retryAfter))
        this.#life.signal.throwIfAborted()
      }
    }
  }

  giveUp() {
    this.#life.abort()
  }
}
