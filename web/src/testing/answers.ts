/** How the server of a story answers over HTTP. */
import type { Refusal } from '../contract/events'
import type { History, Message } from '../contract/message'

export interface Problem extends Refusal {
  status?: number
  errors?: object[]
}

/** One page of a history without holes, in which message 1 is the first. */
export function page(all: readonly Message[], query: URLSearchParams): History {
  const asked = (name: string) => Number(query.get(name))
  const first = start(all.length, asked)
  const end = asked('before') ? asked('before') - 1 : first + asked('limit')
  const messages = all.slice(Math.max(0, first), end).map((each) => ({ ...each, my_reactions: [] }))
  return { messages, has_more_before: first > 0, has_more_after: end < all.length }
}

function start(total: number, asked: (name: string) => number): number {
  const limit = asked('limit')
  if (asked('before')) return asked('before') - 1 - limit
  if (asked('after')) return asked('after')
  if (asked('around')) return Math.max(0, Math.min(asked('around') - 1 - limit / 2, total - limit))
  return total - limit
}

export const json = (body: object | null) =>
  body ? Response.json(structuredClone(body)) : new Response(null, { status: 204 })

export const problem = ({ status = 422, ...said }: Problem) =>
  Response.json(said, { status, headers: said.retry_after ? { 'retry-after': String(said.retry_after) } : {} })

/** What a call without an answer waits for. */
export const aborted = (signal?: AbortSignal | null) =>
  new Promise((resolve) => signal?.addEventListener('abort', resolve))
