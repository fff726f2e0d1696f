/** What I can do to a chat as a whole. Each answers when the server has done it; an ApiError says why it has not. */
import type { Chat, ChatSettings, Role } from '../contract/chat'
import { session } from '../core/session.svelte'
import { api, type ChatChange } from './api'
import { chats } from './chats.svelte'
import { members } from './members.svelte'

/** As far away as the contract has it. */
export const FOR_EVER = '9999-12-31T00:00:00.000Z'

class Deeds {
  /** The chat is no longer mine to see. */
  onleave: (chatId: string) => void = () => undefined
  /** Its history is gone for me. */
  onclear: (chatId: string) => void = () => undefined

  /** Seen at once; if the server refuses, it is as it was. */
  async set(chat: Chat, settings: Partial<ChatSettings>) {
    chats.update({ chat_id: chat.id, ...settings })
    try {
      chats.learn(await api.set(chat.id, settings))
    } catch (error) {
      const { pinned, muted_until, draft, marked_unread } = chat
      chats.update({ chat_id: chat.id, pinned, muted_until, draft, marked_unread })
      throw error
    }
  }

  async read({ id, last_seq }: Chat) {
    await api.read(id, last_seq)
    const user_id = session.me?.id ?? ''
    chats.read({ chat_id: id, user_id, seq: last_seq, unread_count: 0, unread_mentions_count: 0 })
  }

  async change(chatId: string, change: ChatChange) {
    chats.learn(await api.change(chatId, change))
  }

  async clear(chatId: string) {
    await api.clear(chatId)
    this.onclear(chatId)
    await chats.renew(chatId)
  }

  /** A group or a channel ends for everybody, a direct chat for me. */
  async remove(chatId: string) {
    await api.remove(chatId)
    this.onleave(chatId)
  }

  async leave(chatId: string) {
    await api.leave(chatId, session.me?.id ?? '')
    this.onleave(chatId)
  }

  async add(chatId: string, userIds: string[]) {
    const { members: added } = await api.add(chatId, userIds)
    const circle = members.of(chatId)
    for (const member of added) circle.learn(member)
  }

  async dismiss(chatId: string, userId: string) {
    await api.dismiss(chatId, userId)
    members.of(chatId).remove(userId)
  }

  /** With `owner` I hand over, and am an admin from then on. */
  async appoint(chatId: string, userId: string, role: Role) {
    members.of(chatId).learn(await api.appoint(chatId, userId, role))
    if (role === 'owner') members.of(chatId).demote(session.me?.id ?? '')
    await chats.renew(chatId)
  }
}

export const deeds = new Deeds()
