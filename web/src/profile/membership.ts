/** What can be done about a member, as lines of a menu. */
import { deeds } from '../chats/deeds'
import { canAppoint, canDismiss } from '../chats/rights'
import type { Chat, Member } from '../contract/chat'
import { m } from '../paraglide/messages'
import { attempt } from '../ui/attempt'
import { confirm } from '../ui/confirm.svelte'
import type { MenuItem } from '../ui/menu'

export function dealings(chat: Chat, member: Member, me: string, write: () => void): MenuItem[] {
  return [
    { icon: 'chat', text: m.write(), run: write },
    ...(canAppoint(chat, member, me) ? appointments(chat, member) : []),
    ...(canDismiss(chat, member, me) ? [dismissal(chat, member)] : []),
  ]
}

function appointments(chat: Chat, { user, role }: Member): MenuItem[] {
  const appoint = (role: Member['role']) => void attempt(deeds.appoint(chat.id, user.id, role))
  return [
    role === 'admin'
      ? { icon: 'user', text: m.demote(), run: () => appoint('member') }
      : { icon: 'shield', text: m.promote(), run: () => appoint('admin') },
    {
      icon: 'crown',
      text: m.hand_over(),
      run: () =>
        confirm.ask({
          title: m.hand_over(),
          text: m.hand_over_text({ name: user.display_name }),
          action: m.hand_over(),
          run: () => attempt(deeds.appoint(chat.id, user.id, 'owner')),
        }),
    },
  ]
}

function dismissal(chat: Chat, { user }: Member): MenuItem {
  return {
    icon: 'exit',
    text: m.dismiss(),
    danger: true,
    run: () =>
      confirm.ask({
        title: m.dismiss(),
        text: m.dismiss_text({ name: user.display_name, title: chat.title }),
        action: m.dismiss(),
        run: () => attempt(deeds.dismiss(chat.id, user.id)),
      }),
  }
}
