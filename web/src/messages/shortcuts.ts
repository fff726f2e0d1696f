/** What single keys do to the message that has the focus; known by their place, in every layout. */
import type { Chat } from '../contract/chat'
import { copy } from '../ui/copy'
import type { Conversation } from './conversation.svelte'
import type { Bubble } from './bubble'
import { canDelete, canEdit, canForward, canReply } from './rights'

/** False when the key means nothing here. */
export function shortcut(event: KeyboardEvent, message: Bubble, chat: Chat, conversation: Conversation): boolean {
  if (event.altKey || event.shiftKey) return false
  if (event.ctrlKey || event.metaKey) return event.code === 'KeyC' && copied(message)
  const { writing } = conversation
  if (event.code === 'KeyR' && canReply(message, chat)) writing.answer(message)
  else if (event.code === 'KeyE' && canEdit(message)) writing.edit(message)
  else if (event.code === 'KeyF' && canForward(message)) conversation.pass([message])
  else if (event.key === 'Delete' && canDelete(message, chat)) conversation.remove([message])
  else return false
  return true
}

function copied({ text }: Bubble): boolean {
  const isWhole = text !== '' && (getSelection()?.isCollapsed ?? true)
  if (isWhole) void copy(text)
  return isWhole
}
