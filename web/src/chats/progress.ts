import type { Chat } from '../contract/chat'
import type { Message } from '../contract/message'
import type { Bubble } from '../messages/bubble'
import type { Progress } from '../ui/progress'

/** How far the newest message got, when it is mine; else nothing is to be shown. */
export function progressOf(chat: Chat, last: Message | Bubble, myId: string | undefined): Progress | null {
  if (last.sender.id !== myId || chat.type === 'saved') return null
  if ('state' in last && last.state !== 'sent') return last.state
  return last.seq <= (chat.peer_read_seq ?? 0) ? 'read' : 'sent'
}
