/** Pages of a chat's history on their way: one in each direction at a time. */
import type { History } from '../contract/message'
import { asApiError, isAbort, type ApiError } from '../core/errors'
import { api, type Place } from './api'

export type Direction = 'start' | 'before' | 'after'

export class Pages {
  readonly #chatId: string
  #under = $state.raw<readonly Direction[]>([])
  #failed = $state.raw<ApiError | null>(null)
  /** What was told while pages were on their way. A page may have been read before that, so it is told again. */
  #meanwhile: (() => void)[] = []
  #again: (() => Promise<boolean>) | null = null

  constructor(chatId: string) {
    this.#chatId = chatId
  }

  get failed() {
    return this.#failed
  }

  /** Any is on its way. */
  get isBusy() {
    return this.#under.length > 0
  }

  isLoading(direction: Direction) {
    return this.#under.includes(direction)
  }

  /** News, to be told now and once more after every page that is on its way. */
  tell(news: () => void) {
    if (this.isBusy) this.#meanwhile.push(news)
    news()
  }

  /** Fetches one page, unless one is on its way in that direction. True when it is here. */
  async load(direction: Direction, place: Place, take: (page: History) => void): Promise<boolean> {
    if (this.isLoading(direction)) return false
    this.#under = [...this.#under, direction]
    this.#failed = null
    try {
      take(await api.history(this.#chatId, place))
      for (const tell of this.#meanwhile) tell()
      return true
    } catch (error) {
      if (isAbort(error)) return false
      this.#failed = asApiError(error)
      this.#again = () => this.load(direction, place, take)
      return false
    } finally {
      this.#under = this.#under.filter((each) => each !== direction)
      if (!this.isBusy) this.#meanwhile = []
    }
  }

  /** What failed, once more; null when nothing has. */
  retry() {
    return this.#again?.() ?? null
  }

  clear() {
    this.#failed = null
  }
}
