/** HTTP as a signed-in person: the token goes along, and an outdated one is renewed once without anybody noticing. */
import { ApiError } from './errors'
import { request, type Call, type Method } from './request'
import { token } from './token'
import { transfer } from './transfer'

/** What a server says of a token, as opposed to other things that prove who one is. */
const OUTDATED = new Set(['token_expired', 'session_ended', 'unauthorized'])

let life = new AbortController()

/** Ends every call under way: whoever asked is no longer signed in. */
export function hangUp() {
  life.abort()
  life = new AbortController()
}

/** A call that was put off until its person had left is nobody's, and is not made. */
function bearer(): string {
  const { current } = token
  if (current === null) throw new DOMException('Nobody is signed in.', 'AbortError')
  return current
}

async function call<Answer>(method: Method, path: string, { signal, ...rest }: Call = {}): Promise<Answer> {
  const until = living(signal)
  return authorized(() => request<Answer>(method, path, { ...rest, token: bearer(), signal: until }))
}

function living(signal?: AbortSignal) {
  return signal ? AbortSignal.any([signal, life.signal]) : life.signal
}

async function authorized<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  const used = bearer()
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof ApiError) || !OUTDATED.has(error.code)) throw error
    await token.renew(used)
    return await ask()
  }
}

export const http = {
  get: <Answer>(path: string, query?: Call['query'], signal?: AbortSignal) =>
    call<Answer>('GET', path, { query, signal }),
  post: <Answer = void>(path: string, body: object = {}, more?: Pick<Call, 'keepalive'>) =>
    call<Answer>('POST', path, { body, ...more }),
  put: <Answer = void>(path: string, body?: object) => call<Answer>('PUT', path, { body }),
  patch: <Answer>(path: string, body: object) => call<Answer>('PATCH', path, { body }),
  delete: <Answer = undefined>(path: string, more?: Pick<Call, 'keepalive' | 'body'>) =>
    call<Answer>('DELETE', path, more),
  upload: <Answer>(path: string, form: FormData, signal: AbortSignal, onprogress: (sent: number) => void) =>
    authorized(() => transfer<Answer>(path, form, { token: bearer(), signal: living(signal), onprogress })),
}
