/** A group or a channel that is about to be: what it is called, how it looks, and who is in it from the start. */
import type { Chat } from '../../contract/chat'
import type { User } from '../../contract/user'
import { asApiError, isAbort, type ApiError } from '../../core/errors'
import { Picture } from '../../pictures/picture.svelte'
import { api, type Founding as Wish } from '../api'
import { Candidates } from '../candidates.svelte'
import { chats } from '../chats.svelte'

/** The server's limits, in code points. */
export const LONGEST_TITLE = 128
export const LONGEST_DESCRIPTION = 500
const MOST_MEMBERS = 200

export class Founding {
  title = $state('')
  description = $state('')
  type = $state<Wish['type']>('group')
  /** Newcomers see what was said before them. */
  isOpen = $state(true)
  readonly picture = new Picture()
  readonly candidates = new Candidates()
  #picked = $state.raw<readonly User[]>([])
  #busy = $state(false)
  #failed = $state.raw<ApiError | null>(null)

  get picked() {
    return this.#picked
  }

  get busy() {
    return this.#busy
  }

  get failed() {
    return this.#failed
  }

  /** Something would be lost. */
  get begun() {
    return this.title !== '' || this.description !== '' || this.#picked.length > 0 || this.picture.id !== null
  }

  get isNamed() {
    const length = [...this.title.trim()].length
    return length > 0 && length <= LONGEST_TITLE
  }

  get isReady() {
    return this.isNamed && [...this.description.trim()].length <= LONGEST_DESCRIPTION && !this.picture.busy
  }

  has(user: User) {
    return this.#picked.some(({ id }) => id === user.id)
  }

  get isFull() {
    return this.#picked.length >= MOST_MEMBERS
  }

  toggle(user: User) {
    if (this.has(user)) this.drop(user)
    else if (!this.isFull) this.#picked = [...this.#picked, user]
  }

  drop(user: User) {
    this.#picked = this.#picked.filter(({ id }) => id !== user.id)
  }

  /** Takes back the one picked last. */
  undo() {
    this.#picked = this.#picked.slice(0, -1)
  }

  /** The new chat; null when it could not be made. */
  async found(): Promise<Chat | null> {
    this.#busy = true
    this.#failed = null
    try {
      return chats.learn(await api.found(this.#wish()))
    } catch (error) {
      if (!isAbort(error)) this.#failed = asApiError(error)
      return null
    } finally {
      this.#busy = false
    }
  }

  #wish(): Wish {
    return {
      title: this.title.trim(),
      type: this.type,
      member_ids: this.#picked.map(({ id }) => id),
      history: this.isOpen ? 'all' : 'from_join',
      ...(this.description.trim() && { description: this.description.trim() }),
      ...(this.picture.id && { avatar_id: this.picture.id }),
    }
  }
}
