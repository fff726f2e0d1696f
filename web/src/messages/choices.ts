/** What can be done with a message, as lines of a menu. */
import type { Chat } from '../contract/chat'
import { m } from '../paraglide/messages'
import { copy } from '../ui/copy'
import type { MenuItem } from '../ui/menu'
import type { Bubble } from './bubble'
import type { Conversation } from './conversation.svelte'
import { canDelete, canEdit, canPin, canReply } from './rights'

export function choices(message: Bubble, chat: Chat, conversation: Conversation): MenuItem[] {
  const { thread, writing } = conversation
  const failed = message.state === 'failed'
  const offered: (MenuItem | false)[] = [
    failed && { icon: 'retry', text: m.retry(), run: () => thread.retry(message.key) },
    canReply(message, chat) && { icon: 'reply', text: m.reply(), run: () => writing.answer(message) },
    canEdit(message) && { icon: 'edit', text: m.edit(), run: () => writing.edit(message) },
    message.text !== '' && { icon: 'copy', text: m.copy_text(), run: () => void copy(message.text) },
    canPin(message, chat) && {
      icon: message.pinned ? 'unpin' : 'pin',
      text: message.pinned ? m.unpin() : m.pin(),
      run: () => void thread.deeds.pin(message),
    },
    canDelete(message, chat) && {
      icon: 'trash',
      text: m.delete_message(),
      danger: true,
      run: () => thread.deeds.remove([message]),
    },
    failed && { icon: 'trash', text: m.discard(), danger: true, run: () => thread.discard(message.key) },
  ]
  return offered.filter((item) => item !== false)
}
