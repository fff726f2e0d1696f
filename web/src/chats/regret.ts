/** Ending what one has with a chat: out of sight at once, and done a few seconds later unless it is regretted. */
import type { Chat } from '../contract/chat'
import { route } from '../core/router.svelte'
import { regrets } from '../messages/regrets'
import { attempt } from '../ui/attempt'
import { chats } from './chats.svelte'
import { deeds } from './deeds'

/** The chat leaves the list; `deed` makes that true. */
export function part({ id }: Chat, said: string, deed: () => Promise<void>) {
  chats.hide(id)
  if (route.chatId === id) route.leave()
  const show = () => chats.show(id)
  regrets.offer(said, show, () => attempt(deed()).then(show))
}

/** Its history goes; whatever is said meanwhile stays. */
export function clear(chat: Chat, said: string) {
  const { id, last_seq, visible_after, last_message, unread_count, unread_mentions_count } = chat
  chats.update({ chat_id: id, visible_after: last_seq, last_message: null, unread_count: 0, unread_mentions_count: 0 })
  const undo = () => {
    chats.update({ chat_id: id, visible_after, last_message, unread_count, unread_mentions_count })
    void chats.renew(id).catch(() => undefined)
  }
  regrets.offer(said, undo, async () => {
    if (!(await attempt(deeds.clear(id)))) undo()
  })
}
