/** A group's or a channel's face being changed. */
import { within } from '../auth/complaints'
import { Form } from '../auth/form.svelte'
import type { ChatChange } from '../chats/api'
import { deeds } from '../chats/deeds'
import { LONGEST_DESCRIPTION, LONGEST_TITLE } from '../chats/founding/founding.svelte'
import type { Chat } from '../contract/chat'
import { Picture } from '../pictures/picture.svelte'

export class ChatForm extends Form<'title' | 'description'> {
  title = $state('')
  description = $state('')
  isOpen = $state(true)
  /** The picture it has is taken away. */
  isBare = $state(false)
  readonly picture = new Picture()
  readonly #chat: Chat

  protected readonly checks = { title: within(LONGEST_TITLE), description: within(LONGEST_DESCRIPTION) }

  constructor(chat: Chat) {
    super()
    this.#chat = chat
    this.title = chat.title
    this.description = chat.description
    this.isOpen = chat.history === 'all'
  }

  /** There is something to save. */
  get changed() {
    return this.values().title !== '' && Object.keys(this.#change()).length > 0
  }

  protected values() {
    return { title: this.title.trim(), description: this.description.trim() }
  }

  protected async send() {
    await deeds.change(this.#chat.id, this.#change())
  }

  #change(): ChatChange {
    const { title, description, history } = this.#chat
    const now = this.values()
    const open = this.isOpen ? 'all' : 'from_join'
    return {
      ...(now.title !== title && { title: now.title }),
      ...(now.description !== description && { description: now.description }),
      ...(open !== history && { history: open }),
      ...(this.picture.id ? { avatar_id: this.picture.id } : this.isBare && { avatar_id: null }),
    }
  }
}
