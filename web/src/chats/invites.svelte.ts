/** The invitations of a chat that still work. */
import type { Invite } from '../contract/chat'
import { clock } from '../core/clock.svelte'
import { api } from './api'

const DAY = 24 * 60 * 60_000

export class Invites {
  readonly #chatId: string
  #items = $state.raw<readonly Invite[]>([])
  #loaded = $state(false)

  constructor(chatId: string) {
    this.#chatId = chatId
  }

  /** The newest first. */
  get items() {
    return this.#items
  }

  get loaded() {
    return this.#loaded
  }

  async load() {
    const { invites } = await api.invites(this.#chatId)
    this.#items = invites.toReversed()
    this.#loaded = true
  }

  /** Holds for so many days and people; 0 is without an end. */
  async make(days: number, uses: number): Promise<Invite> {
    const invite = await api.invite(this.#chatId, {
      ...(days && { expires_at: inDays(days) }),
      ...(uses && { max_uses: uses }),
    })
    this.#items = [invite, ...this.#items]
    return invite
  }

  async revoke(code: string) {
    await api.revoke(this.#chatId, code)
    this.#items = this.#items.filter((invite) => invite.code !== code)
  }
}

const inDays = (days: number) => new Date(clock.now + days * DAY).toISOString()

export const linkOf = ({ code }: Pick<Invite, 'code'>) => `${location.origin}/join/${code}`
