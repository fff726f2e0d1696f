/** Uploads of a story: what `XMLHttpRequest` would do, in steps the story decides. */
import type { Attachment } from '../contract/message'
import { kindOf } from '../uploads/rules'

/** What the server has, by id. */
export const uploaded = new Map<string, Attachment>()

export class Post extends EventTarget {
  static readonly all: Post[] = []

  readonly upload = new EventTarget()
  readonly headers: Record<string, string> = {}
  response: unknown = null
  status = 0
  responseType = ''
  file: File | null = null

  constructor() {
    super()
    Post.all.push(this)
  }

  static get last(): Post {
    return Post.all.at(-1)!
  }

  open() {
    return undefined
  }

  setRequestHeader(name: string, value: string) {
    this.headers[name] = value
  }

  getResponseHeader() {
    return null
  }

  send(form: FormData) {
    this.file = form.get('file') as File
  }

  abort() {
    this.dispatchEvent(new Event('abort'))
  }

  /** So many bytes have left. */
  progress(loaded: number) {
    this.upload.dispatchEvent(new ProgressEvent('progress', { loaded }))
  }

  /** The server has it. */
  arrive(more: Partial<Attachment> = {}) {
    const { name, size, type: mime } = this.file!
    const id = `file-${uploaded.size + 1}`
    const attachment: Attachment = {
      ...{ id, kind: kindOf(this.file!), name, mime, size, url: `/files/${id}`, width: null, height: null },
      ...{ duration: null, waveform: null, thumbnail_url: null, thumbhash: null },
      ...more,
    }
    uploaded.set(id, attachment)
    this.answer(201, attachment)
  }

  answer(status: number, response: unknown) {
    this.status = status
    this.response = response
    this.dispatchEvent(new Event('load'))
  }

  break() {
    this.dispatchEvent(new Event('error'))
  }
}
