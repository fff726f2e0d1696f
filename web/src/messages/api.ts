import type { History } from '../contract/message'
import { http } from '../core/http'

/** At most one of the three; none is the newest page. */
export interface Place {
  before?: number
  after?: number
  around?: number
}

export const api = {
  history: (chatId: string, place: Place) =>
    http.get<History>(`/api/chats/${encodeURIComponent(chatId)}/messages`, { limit: 50, ...place }),
}
