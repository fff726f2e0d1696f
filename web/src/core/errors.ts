/** How a call can fail, in one shape, whether it went over HTTP or the socket. */
import type { Refusal } from '../contract/events'

export interface FieldError {
  field: string
  message: string
}

export class ApiError extends Error {
  override name = 'ApiError'
  /** The HTTP status; 0 when there was none: no answer at all, or a refusal over the socket. */
  readonly status: number
  /** Stable and machine-readable. `unreachable` and `timeout` are ours, all others the server's. */
  readonly code: string
  readonly detail: string
  /** Seconds. */
  readonly retryAfter: number | null
  readonly fields: readonly FieldError[]

  constructor(
    code: string,
    rest: { status?: number; detail?: string; retryAfter?: number | null; fields?: FieldError[] } = {},
  ) {
    super(rest.detail ?? code)
    this.code = code
    this.status = rest.status ?? 0
    this.detail = rest.detail ?? ''
    this.retryAfter = rest.retryAfter ?? null
    this.fields = rest.fields ?? []
  }

  static refused(refusal: Refusal) {
    return new ApiError(refusal.code, { detail: refusal.detail, retryAfter: refusal.retry_after })
  }
}

/** The server's disk is full. */
const NO_ROOM = 507
const PASSING = new Set(['unreachable', 'timeout', 'unauthorized', 'maintenance', 'slow_down'])

/** Would the very same call succeed later? Then it is worth waiting; otherwise somebody has to decide. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false
  return PASSING.has(error.code) || error.retryAfter !== null || (error.status > 500 && error.status !== NO_ROOM)
}

/** The page or the session went away in the meantime; nobody waits for the answer. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError'
}

/** For state that shows failures. Anything that is not an answer of the server is a mistake of ours and must surface. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  throw error
}
