/** One HTTP call: JSON or a form in, JSON out, failures as ApiError. Knows nothing of tokens. */
import { ApiError, type FieldError } from './errors'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface Call {
  body?: object
  query?: Record<string, string | number | null | undefined>
  token?: string | null
  signal?: AbortSignal
  /** The page may be closing: the call outlives it. */
  keepalive?: boolean
}

interface ProblemJson {
  code?: string
  detail?: string
  errors?: FieldError[]
}

export async function request<Answer>(method: Method, path: string, call: Call = {}): Promise<Answer> {
  const response = await reach(method, path, call)
  if (!response.ok) throw await problem(response)
  return (response.status === 204 ? undefined : await read(response)) as Answer
}

async function reach(method: Method, path: string, { body, query, token, signal, keepalive }: Call): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (token) headers.authorization = `Bearer ${token}`
  // A form brings its own type, with the boundary between its parts.
  const form = body instanceof FormData
  if (body && !form) headers['content-type'] = 'application/json'
  try {
    return await fetch(address(path, query), {
      method,
      headers,
      body: form ? body : body && JSON.stringify(body),
      signal,
      keepalive,
    })
  } catch (error) {
    signal?.throwIfAborted()
    throw new ApiError('unreachable', { detail: String(error) })
  }
}

function address(path: string, query: Call['query'] = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) => (value == null ? [] : [[name, String(value)]]))
  return given.length ? `${path}?${new URLSearchParams(given).toString()}` : path
}

async function read(response: Response): Promise<unknown> {
  try {
    return await response.json()
  } catch (error) {
    if (error instanceof DOMException) throw error
    // The connection broke in the middle, or something between us and the server answered in its place.
    throw new ApiError('unreachable', { status: response.status })
  }
}

async function problem(response: Response): Promise<ApiError> {
  const said = (await response.json().catch(() => ({}))) as ProblemJson
  const seconds = Number.parseFloat(response.headers.get('retry-after') ?? '')
  return new ApiError(said.code ?? (response.status >= 502 ? 'unreachable' : `http_${response.status}`), {
    status: response.status,
    detail: said.detail,
    retryAfter: Number.isFinite(seconds) ? seconds : null,
    fields: said.errors,
  })
}
