import type { Chat } from '../contract/chat'
import type { Draft, Edit, History, Mark, Message, Scheduled } from '../contract/message'
import type { User } from '../contract/user'
import { http } from '../core/http'
import { mend } from './mend'

/** At most one of the four; none is the newest page. */
export interface Place {
  /** Around the first message of that moment or later. */
  at?: string
  before?: number
  after?: number
  around?: number
}

type Listed<Key extends string, Item> = Record<Key, Item[]> & { next_cursor: string | null }

/** What is told comes in here, and is made whole here. */
const whole = (told: Promise<Message>) => told.then(mend)
const allWhole = <Answer extends { messages: Message[] }>(told: Promise<Answer>) =>
  told.then((answer) => ({ ...answer, messages: answer.messages.map(mend) }))

const chat = (id: string) => `/api/chats/${encodeURIComponent(id)}`
const message = (id: string) => `/api/messages/${encodeURIComponent(id)}`

export const api = {
  history: (chatId: string, place: Place) =>
    allWhole(http.get<History>(`${chat(chatId)}/messages`, { limit: 50, ...place })),
  edit: (id: string, text: string, entities: Mark[]) =>
    whole(http.patch<Message>(`${message(id)}/edit`, { text, entities })),
  /** Also as the page is being closed. */
  remove: (id: string) => http.delete(`${message(id)}/delete`, { keepalive: true }),
  forward: (id: string, chat_ids: string[], client_id: string) =>
    http.post<{ messages: Message[] }>(`${message(id)}/forward`, { chat_ids, client_id }),
  react: (id: string, emoji: string) =>
    whole(http.put<Message>(`${message(id)}/reactions/${encodeURIComponent(emoji)}`)),
  unreact: (id: string, emoji: string) =>
    whole(http.delete<Message>(`${message(id)}/reactions/${encodeURIComponent(emoji)}`)),
  pin: (id: string) => whole(http.put<Message>(`${message(id)}/pin`)),
  unpin: (id: string) => whole(http.delete<Message>(`${message(id)}/pin`)),
  pins: (chatId: string) => allWhole(http.get<Listed<'messages', Message>>(`${chat(chatId)}/pins`, { limit: 100 })),
  edits: (id: string) => http.get<Listed<'edits', Edit>>(`${message(id)}/edits`),
  reads: (id: string) =>
    http.get<Listed<'reads', { user: User; read_at: string | null }>>(`${message(id)}/reads`, { limit: 100 }),
  reactions: (id: string) =>
    http.get<Listed<'reactions', { emoji: string; user: User }>>(`${message(id)}/reactions`, { limit: 100 }),
  members: (chatId: string) =>
    http.get<Listed<'members', { user: User; role: Chat['my_role'] }>>(`${chat(chatId)}/members`, { limit: 100 }),
  schedule: (chatId: string, draft: Omit<Draft, 'chat_id'> & { send_at: string }) =>
    http.post<Scheduled>(`${chat(chatId)}/scheduled`, draft),
  scheduled: (chatId: string) => http.get<Listed<'scheduled', Scheduled>>(`${chat(chatId)}/scheduled`, { limit: 100 }),
  unschedule: (chatId: string, id: string) => http.delete(`${chat(chatId)}/scheduled/${encodeURIComponent(id)}`),
}
