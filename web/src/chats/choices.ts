/** What can be done to a chat, as lines of a menu. */
import type { Chat } from '../contract/chat'
import { m } from '../paraglide/messages'
import { attempt } from '../ui/attempt'
import { confirm } from '../ui/confirm.svelte'
import type { MenuItem } from '../ui/menu'
import { deeds } from './deeds'
import { isMuted, silences } from './mute'
import { titleOf } from './names'
import { clear, part } from './regret'

/** `onmute` is asked for how long. */
export function choices(chat: Chat, now: number, onmute: () => void): MenuItem[] {
  return [reading(chat), pinning(chat), sounding(chat, now, onmute), clearing(chat), ...parting(chat)]
}

/** How long a chat can be silent. */
export function silencing(chat: Chat, now: number): MenuItem[] {
  return silences().map(({ text, until }) => ({
    icon: 'clock',
    text,
    run: () => void attempt(deeds.set(chat, { muted_until: until(now) })),
  }))
}

function reading(chat: Chat): MenuItem {
  if (chat.unread_count || chat.marked_unread) {
    return { icon: 'select', text: m.mark_read(), run: () => void attempt(markRead(chat)) }
  }
  return {
    icon: 'unread',
    text: m.mark_unread(),
    run: () => void attempt(deeds.set(chat, { marked_unread: true })),
  }
}

async function markRead(chat: Chat) {
  if (chat.unread_count) await deeds.read(chat)
  else await deeds.set(chat, { marked_unread: false })
}

function pinning(chat: Chat): MenuItem {
  const { pinned } = chat
  return {
    icon: pinned ? 'unpin' : 'pin',
    text: pinned ? m.unpin() : m.pin(),
    run: () => void attempt(deeds.set(chat, { pinned: !pinned })),
  }
}

function sounding(chat: Chat, now: number, onmute: () => void): MenuItem {
  if (!isMuted(chat, now)) return { icon: 'mute', text: m.mute(), run: onmute }
  return { icon: 'sound', text: m.unmute(), run: () => void attempt(deeds.set(chat, { muted_until: null })) }
}

function clearing(chat: Chat): MenuItem {
  return {
    icon: 'broom',
    text: m.clear_history(),
    run: () =>
      confirm.ask({
        title: m.clear_history(),
        text: m.clear_history_text({ title: titleOf(chat) }),
        action: m.clear(),
        run: () => Promise.resolve(clear(chat, m.history_cleared())),
      }),
  }
}

/** One's own notes stay; what is one's own ends with its owner, or is handed over first. */
export function parting(chat: Chat): MenuItem[] {
  if (chat.type === 'saved') return []
  const { id, title } = chat
  if (chat.type === 'direct') {
    const text = m.delete_chat_text({ title })
    return [ending(chat, 'trash', m.delete_chat(), text, m.chat_deleted(), () => deeds.remove(id))]
  }
  const isGroup = chat.type === 'group'
  if (chat.my_role === 'owner') {
    const name = isGroup ? m.delete_group() : m.delete_channel()
    return [ending(chat, 'trash', name, m.delete_for_all_text({ title }), m.chat_deleted(), () => deeds.remove(id))]
  }
  const name = isGroup ? m.leave_group() : m.leave_channel()
  return [ending(chat, 'exit', name, m.leave_text({ title }), m.chat_left({ title }), () => deeds.leave(id))]
}

function ending(
  chat: Chat,
  icon: MenuItem['icon'],
  title: string,
  text: string,
  said: string,
  deed: () => Promise<void>,
): MenuItem {
  const run = () => Promise.resolve(part(chat, said, deed))
  return { icon, text: title, danger: true, run: () => confirm.ask({ title, text, action: title, run }) }
}
