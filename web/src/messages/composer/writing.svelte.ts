/** What is being written in a chat: a text, files with it, an answer to a message or another wording of one. */
import { members } from '../../chats/members.svelte'
import type { Attachment, Mark } from '../../contract/message'
import type { User } from '../../contract/user'
import { session } from '../../core/session.svelte'
import { albums, refusalOf } from '../../uploads/rules'
import { Upload } from '../../uploads/upload.svelte'
import { uploads } from '../../uploads/uploads.svelte'
import { quoteOf, type Bubble, type Saying } from '../bubble'
import { canEdit, canReply } from '../rights'
import type { Messages } from '../thread.svelte'
import { parse, unparse } from '../words/markup'
import { CAPTION, left, TEXT } from './limit'
import { mentions } from './mentions'

export interface Staged {
  upload: Upload
  attachment: Attachment
}

interface Refused {
  name: string
  code: string
}

export class Writing {
  readonly #thread: Messages
  #reply = $state.raw<Bubble | null>(null)
  #edited = $state.raw<Bubble | null>(null)
  /** The new wording; what was begun before stays the chat's draft. */
  #wording = $state('')
  #staged = $state.raw<readonly Staged[]>([])

  constructor(thread: Messages) {
    this.#thread = thread
  }

  get text() {
    return this.#edited ? this.#wording : this.#thread.draft
  }

  set text(text: string) {
    if (this.#edited) this.#wording = text
    else this.#thread.draft = text
  }

  get reply() {
    return this.#reply
  }

  get edited() {
    return this.#edited
  }

  /** Who may be named here: all but me. */
  get people(): User[] {
    const circle = members.of(this.#thread.chatId).items.map(({ user }) => user)
    return circle.filter(({ id }) => id !== session.me?.id)
  }

  get staged() {
    return this.#staged
  }

  get remaining() {
    return left(this.text, this.#staged.length || this.#edited?.attachments.length ? CAPTION : TEXT)
  }

  /** There is something to send, and not too much. */
  get ready() {
    const hasFiles = this.#staged.length > 0 || (this.#edited?.attachments.length ?? 0) > 0
    return (this.text.trim() !== '' || hasFiles) && this.remaining >= 0
  }

  answer(message: Bubble) {
    this.#edited = null
    this.#reply = message
  }

  edit(message: Bubble) {
    this.#wording = unparse(message.text, message.entities)
    this.#edited = message
  }

  /** My newest message that can be worded anew. */
  editLast(): boolean {
    const last = this.#thread.items.findLast((message) => canEdit(message))
    if (last) this.edit(last)
    return last !== undefined
  }

  /** Answers the next older message, or with -1 the next newer one; behind the newest, none. False when that changes nothing. */
  walkReply(step: 1 | -1): boolean {
    const { chat, items } = this.#thread
    if (!chat || this.#edited) return false
    const seq = this.#reply?.seq ?? Infinity
    const open = items.filter((message) => canReply(message, chat))
    const next = step > 0 ? open.findLast((each) => each.seq < seq) : open.find((each) => each.seq > seq)
    if (step > 0 && !next) return false
    const was = this.#reply
    this.#reply = next ?? null
    return was !== this.#reply
  }

  /** Goes back one step; false when there is none. */
  cancel(): boolean {
    const was = this.#edited ?? this.#reply
    if (this.#edited) this.#edited = null
    else this.#reply = null
    return was !== null
  }

  /** Takes files along; answers those that cannot go. */
  async attach(files: readonly File[]): Promise<Refused[]> {
    const judged = files.map((file) => ({ file, code: refusalOf(file) }))
    const good = judged.filter(({ code }) => code === null).map(({ file }) => new Upload(file))
    const staged = await Promise.all(good.map(async (upload) => ({ upload, attachment: await upload.preview() })))
    this.#staged = [...this.#staged, ...staged]
    return judged.flatMap(({ file, code }) => (code === null ? [] : { name: file.name, code }))
  }

  leaveOut(id: string) {
    const out = this.#staged.find(({ upload }) => upload.id === id)
    if (out) URL.revokeObjectURL(out.upload.url)
    this.#staged = this.#staged.filter((each) => each !== out)
  }

  send(silent = false): boolean {
    if (!this.ready) return false
    const { text, entities } = this.#words()
    if (this.#edited) this.#reword(this.#edited, text, entities)
    else this.#say(text, entities, silent)
    return true
  }

  /** Gives what is written to be sent later; it stays here until that is sure. */
  async putOff(take: (saying: Saying) => Promise<void>) {
    const { text, entities } = this.#words()
    for (const saying of this.#sayings(text, entities, false)) await take(saying)
    this.#finish()
    this.#thread.draft = ''
  }

  #words() {
    const { text, entities: formats } = parse(this.text.trim())
    return { text, entities: [...formats, ...mentions(text, formats, this.people)] }
  }

  #reword(message: Bubble, text: string, entities: Mark[]) {
    this.#edited = null
    void this.#thread.deeds.edit(message, text, entities)
  }

  #say(text: string, entities: Mark[], silent: boolean) {
    const sayings = this.#sayings(text, entities, silent)
    this.#finish()
    for (const saying of sayings) this.#thread.send(saying)
  }

  /** The words go with the first files, the answer too. */
  #sayings(text: string, entities: Mark[], silent: boolean): Saying[] {
    const reply = this.#reply && quoteOf(this.#reply)
    for (const { upload } of this.#staged) uploads.add(upload)
    const [first = [], ...more] = albums(this.#staged.map(({ attachment }) => attachment))
    return [
      { text, entities, attachments: first, reply, silent },
      ...more.map((attachments) => ({ text: '', attachments, silent })),
    ]
  }

  #finish() {
    this.#staged = []
    this.#reply = null
  }
}

/** What was begun in a chat waits there. */
class Writings {
  readonly #byThread = new WeakMap<Messages, Writing>()

  of(thread: Messages): Writing {
    const writing = this.#byThread.get(thread) ?? new Writing(thread)
    this.#byThread.set(thread, writing)
    return writing
  }
}

export const writings = new Writings()
