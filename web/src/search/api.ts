import type { Message, MessageType } from '../contract/message'
import { http } from '../core/http'

/** A message that was found, and where in its text. */
export interface Hit extends Message {
  /** Offset and length, in UTF-16 code units. */
  highlights: [offset: number, length: number][]
}

export interface Question {
  q: string
  chat_id?: string
  sender_id?: string
  type?: MessageType
  from?: string
  to?: string
}

interface Answer {
  messages: Hit[]
  next_cursor: string | null
}

export const api = {
  find: (question: Question, cursor: string | null, signal: AbortSignal) =>
    http.get<Answer>('/api/search', { ...question, cursor }, signal),
}
