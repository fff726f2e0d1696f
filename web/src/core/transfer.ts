/** Sends one file and tells how far it is, which `fetch` cannot: JSON comes back as from any other call. */
import { ApiError, type FieldError } from './errors'

export interface Transfer {
  token: string | null
  signal: AbortSignal
  /** Bytes that have left. */
  onprogress: (sent: number) => void
}

interface Answer {
  code?: string
  detail?: string
  errors?: FieldError[]
}

export function transfer<Result>(path: string, form: FormData, { token, signal, onprogress }: Transfer) {
  return new Promise<Result>((resolve, reject) => {
    signal.throwIfAborted()
    const request = new XMLHttpRequest()
    request.open('POST', path)
    request.responseType = 'json'
    request.setRequestHeader('accept', 'application/json')
    if (token) request.setRequestHeader('authorization', `Bearer ${token}`)
    request.upload.addEventListener('progress', ({ loaded }) => onprogress(loaded))
    request.addEventListener('error', () => reject(new ApiError('unreachable')))
    request.addEventListener('abort', () => reject(new DOMException('The upload was given up.', 'AbortError')))
    request.addEventListener('load', () => {
      if (request.status < 300) resolve(request.response as Result)
      else reject(problem(request))
    })
    signal.addEventListener('abort', () => request.abort(), { once: true })
    request.send(form)
  })
}

function problem(request: XMLHttpRequest): ApiError {
  const said = (request.response as Answer | null) ?? {}
  const seconds = Number.parseFloat(request.getResponseHeader('retry-after') ?? '')
  return new ApiError(said.code ?? (request.status >= 502 ? 'unreachable' : `http_${request.status}`), {
    status: request.status,
    detail: said.detail,
    retryAfter: Number.isFinite(seconds) ? seconds : null,
    fields: said.errors,
  })
}
