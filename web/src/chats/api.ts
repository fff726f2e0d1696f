import type { Chat, ChatList } from '../contract/chat'
import { http } from '../core/http'

export const api = {
  list: (cursor: string | null) => http.get<ChatList>('/api/chats', { limit: 100, cursor }),
  get: (chatId: string) => http.get<Chat>(`/api/chats/${encodeURIComponent(chatId)}`),
  open: (userId: string) => http.post<Chat>('/api/chats', { user_id: userId }),
}
