/** The live line to the server, typed. The only file that knows Socket.IO; when to open it is decided in connection. */
import { io, type Socket } from 'socket.io-client'
import type { Ack, Heard, Said } from '../contract/events'
import { ApiError } from './errors'
import { token } from './token'

/** After this the answer is not worth waiting for: the line is dead, or the server is. */
const ANSWER_WITHIN = 10_000

export interface Lines {
  /** The server has accepted us. */
  onopen: () => void
  /** The line broke, or could not be opened; `error` says why if the server did. */
  onclose: (error: ApiError) => void
}

interface ConnectError extends Error {
  data?: { code?: string; retry_after?: number }
}

class LiveLine {
  #socket: Socket | null = null
  readonly #listeners: [event: string, listener: (payload: unknown) => void][] = []

  get isOpen() {
    return this.#socket?.connected ?? false
  }

  /** Opens the line once; opening it again after it broke is up to whoever hears `onclose`. */
  open({ onopen, onclose }: Lines) {
    this.close()
    const socket = io({
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      reconnection: false,
      forceNew: true,
      auth: (give) => give({ token: token.current }),
    })
    this.#socket = socket
    socket.on('connect', onopen)
    socket.on('disconnect', (reason) => onclose(new ApiError('unreachable', { detail: reason })))
    socket.on('connect_error', (error: ConnectError) => onclose(refusal(error)))
    for (const [event, listener] of this.#listeners) socket.on(event, listener)
  }

  close() {
    this.#socket?.off()
    this.#socket?.disconnect()
    this.#socket = null
  }

  /** Listens from now on, over every line to come. */
  on<Event extends keyof Heard>(event: Event, listener: (payload: Heard[Event]) => void) {
    const guarded = (payload: unknown) => {
      if (typeof payload === 'object' && payload !== null) listener(payload as Heard[Event])
    }
    this.#listeners.push([event, guarded])
    this.#socket?.on<string>(event, guarded)
  }

  /** Says something and waits for the server's answer; a refusal, or no answer, is an ApiError. */
  async request<Event extends keyof Said>(
    event: Event,
    says: Said[Event]['says'],
    within = ANSWER_WITHIN,
  ): Promise<Said[Event]['answer']> {
    const socket = this.#socket
    // Nothing is left for Socket.IO to keep and say later: what must not be lost waits in the outbox.
    if (!socket?.connected) throw new ApiError('unreachable')
    const ack = await answer<Ack<Said[Event]['answer']>>(socket, event, says, within)
    if (!ack.ok) throw ApiError.refused(ack.error)
    return ack
  }
}

/** Socket.IO forgets what it was told on a line that had died unnoticed, so the break is awaited here as well. */
function answer<Answer>(socket: Socket, event: string, says: object, within: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const broken = () => reject(new ApiError('unreachable'))
    socket.once('disconnect', broken)
    socket.timeout(within).emit(event, says, (error: Error | null, ack: Answer) => {
      socket.off('disconnect', broken)
      if (error) reject(new ApiError('timeout'))
      else resolve(ack)
    })
  })
}

function refusal({ message, data }: ConnectError): ApiError {
  if (!data) return new ApiError('unreachable', { detail: message })
  const code = message === 'unauthorized' ? message : (data.code ?? message)
  return new ApiError(code, { detail: message, retryAfter: data.retry_after })
}

export const socket = new LiveLine()
