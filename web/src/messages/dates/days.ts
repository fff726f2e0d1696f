import { api } from '../api'

/** The place of the first message of that day or, when nothing was said then, of the next on which something was. */
export async function firstOf(chatId: string, day: Date): Promise<number | null> {
  const at = day.toISOString()
  const { messages } = await api.history(chatId, { at })
  const found = messages.find(({ created_at }) => Date.parse(created_at) >= day.getTime()) ?? messages.at(-1)
  return found?.seq ?? null
}
