/** The people of the stories, and how they look on the wire. */
import type { Chat, Member, Role } from '../contract/chat'
import type { Message } from '../contract/message'
import type { Me, User } from '../contract/user'

function person(id: string, username: string, display_name: string): User {
  return {
    id,
    username,
    display_name,
    bio: '',
    avatar_url: null,
    accent: 0,
    is_bot: false,
    online: false,
    last_seen_at: null,
  }
}

export const gagarin: Me = {
  ...person('1', 'gagarin', 'Юрий Гагарин'),
  email: 'gagarin@vostok.test',
  email_verified: true,
  is_admin: false,
  totp_enabled: false,
  created_at: '2026-01-01T00:00:00.000Z',
}
export const tereshkova = person('2', 'tereshkova', 'Валентина Терешкова')
export const korolev = person('3', 'korolev', 'Сергей Королёв')

export function chatWith(peer: User, more: Partial<Chat> = {}): Chat {
  const { display_name: title, avatar_url, accent } = peer
  return {
    ...{ id: `chat-${peer.id}`, type: 'direct', title, description: '', avatar_url, accent, peer, my_role: 'member' },
    ...{ members_count: 2, history: 'all', last_message: null, unread_count: 0, unread_mentions_count: 0 },
    ...{
      last_read_seq: 0,
      peer_read_seq: 0,
      last_seq: 0,
      visible_after: 0,
      version: 0,
      pinned: false,
      marked_unread: false,
    },
    ...{
      muted_until: null,
      draft: null,
      created_at: '2026-01-01T00:00:00.000Z',
      updated_at: '2026-01-01T00:00:00.000Z',
    },
    ...more,
  }
}

/** The group of the stories, as its owner sees it. */
export const VOSTOK: Partial<Chat> = {
  ...{ id: 'vostok', type: 'group', title: 'Восток', description: 'Первый полёт', peer: null },
  ...{ my_role: 'owner', members_count: 3 },
}

export const member = (user: User, role: Role = 'member'): Member => ({
  user,
  role,
  joined_at: '2026-01-01T00:00:00.000Z',
})

export function message(chatId: string, sender: User, seq: number, text: string, more: Partial<Message> = {}): Message {
  const { id, username, display_name, avatar_url, accent } = sender
  return {
    ...{ id: `${chatId}-${seq}`, chat_id: chatId, seq, version: seq, client_id: null, type: 'text', text },
    sender: { id, username, display_name, avatar_url, accent },
    ...{ entities: [], attachments: [], reply_to: null, forwarded_from: null, reactions: [], link_preview: null },
    ...{ system: null, edited: false, edited_at: null, pinned: false, deleted: false },
    created_at: new Date(Date.UTC(2026, 10, 23, 6, 0, seq)).toISOString(),
    ...more,
  }
}
