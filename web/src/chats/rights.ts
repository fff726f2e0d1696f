/** What I may do in a chat, by what it is and by my role in it. */
import type { Chat, Member } from '../contract/chat'

const isCrowd = ({ type }: Chat) => type === 'group' || type === 'channel'
const leads = ({ my_role }: Chat) => my_role !== 'member'

export const canSeeMembers = (chat: Chat) => chat.type === 'group' || (chat.type === 'channel' && leads(chat))

/** Change it, add people, invite. */
export const canManage = (chat: Chat) => isCrowd(chat) && leads(chat)

/** Admins dismiss members, the owner everybody; oneself one does not dismiss but leaves. */
export const canDismiss = (chat: Chat, { role, user }: Member, me: string) =>
  isCrowd(chat) && user.id !== me && (chat.my_role === 'owner' || (chat.my_role === 'admin' && role === 'member'))

/** Only the owner gives and takes roles. */
export const canAppoint = (chat: Chat, { user }: Member, me: string) =>
  isCrowd(chat) && chat.my_role === 'owner' && user.id !== me
