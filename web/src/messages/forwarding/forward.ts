/** Passing messages on. */
import { api } from '../api'
import type { Bubble } from '../bubble'

/** So many chats at once. */
export const MOST = 10

/** One after the other, in their order. Tried again after a failure, what has arrived is not sent twice. */
export async function forward(messages: readonly Bubble[], chatIds: readonly string[]) {
  for (const message of messages) await api.forward(message.id, [...chatIds], ticket(message, chatIds))
}

const tickets = new Map<string, string>()

/** The same errand carries the same id until the page is left. */
function ticket({ id, version }: Bubble, chatIds: readonly string[]): string {
  const errand = [id, version, ...chatIds].join(' ')
  const known = tickets.get(errand) ?? crypto.randomUUID()
  tickets.set(errand, known)
  return known
}
