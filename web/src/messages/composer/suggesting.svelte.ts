/** Helping to name somebody: who may be meant by what stands before the caret, and which of them is picked. */
import type { User } from '../../contract/user'
import { begun, offered } from './mentions'

export class Suggesting {
  readonly #people: () => readonly User[]
  #begun = $state<string | null>(null)
  #at = $state(0)

  constructor(people: () => readonly User[]) {
    this.#people = people
  }

  get offers(): User[] {
    return this.#begun === null ? [] : offered(this.#begun, this.#people())
  }

  get at() {
    return Math.min(this.#at, this.offers.length - 1)
  }

  /** The text or the caret has changed. */
  look({ value, selectionStart, selectionEnd }: HTMLTextAreaElement) {
    const now = selectionStart === selectionEnd ? begun(value, selectionStart) : null
    if (now !== this.#begun) this.#at = 0
    this.#begun = now
  }

  close() {
    this.#begun = null
  }

  /** Whether this key was meant for the offers. */
  press(event: KeyboardEvent, pick: (person: User) => void): boolean {
    const count = this.offers.length
    const chosen = this.offers[this.at]
    if (!count || !chosen || event.isComposing) return false
    if (event.key === 'ArrowDown') this.#at = (this.at + 1) % count
    else if (event.key === 'ArrowUp') this.#at = (this.at - 1 + count) % count
    else if (event.key === 'Enter' || event.key === 'Tab') pick(chosen)
    else if (event.key === 'Escape') this.close()
    else return false
    return true
  }

  /** What has to be written for this person, in place of what was begun. */
  complete({ username }: User): { back: number; words: string } {
    return { back: (this.#begun?.length ?? 0) + 1, words: `@${username} ` }
  }
}
