/** What can be done with a message, as lines of a menu. */
import type { Chat } from '../contract/chat'
import { m } from '../paraglide/messages'
import { copy } from '../ui/copy'
import type { MenuItem } from '../ui/menu'
import type { Bubble } from './bubble'
import type { Conversation } from './conversation.svelte'
import { canDelete, canEdit, canForward, canPin, canReply } from './rights'

export function choices(message: Bubble, chat: Chat, conversation: Conversation): MenuItem[] {
  const { thread, writing } = conversation
  const failed = message.state === 'failed'
  const offered: (MenuItem | false)[] = [
    failed && { icon: 'retry', text: m.retry(), run: () => thread.retry(message.key) },
    canReply(message, chat) && { icon: 'reply', text: m.reply(), keys: 'R', run: () => writing.answer(message) },
    canEdit(message) && { icon: 'edit', text: m.edit(), keys: 'E', run: () => writing.edit(message) },
    message.text !== '' && { icon: 'copy', text: m.copy_text(), keys: 'Ctrl C', run: () => void copy(message.text) },
    canForward(message) && { icon: 'link', text: m.copy_link(), run: () => void copy(conversation.addressOf(message)) },
    canPin(message, chat) && {
      icon: message.pinned ? 'unpin' : 'pin',
      text: message.pinned ? m.unpin() : m.pin(),
      run: () => void thread.deeds.pin(message),
    },
    canForward(message) && { icon: 'forward', text: m.forward(), keys: 'F', run: () => conversation.pass([message]) },
    canForward(message) && { icon: 'select', text: m.select(), run: () => conversation.selection.toggle(message) },
    canForward(message) &&
      conversation.isGroup && {
        icon: 'eye',
        text: m.audience(),
        run: () => conversation.look({ at: 'audience', message }),
      },
    message.edited && {
      icon: 'clock',
      text: m.edit_history(),
      run: () => conversation.look({ at: 'wordings', message }),
    },
    canDelete(message, chat) && {
      icon: 'trash',
      text: m.delete_message(),
      keys: 'Del',
      danger: true,
      run: () => conversation.remove([message]),
    },
    failed && { icon: 'trash', text: m.discard(), danger: true, run: () => thread.discard(message.key) },
  ]
  return offered.filter((item) => item !== false)
}
