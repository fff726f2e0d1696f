/** The files that are on their way, by the id their message gives them; and what of them is still on this device. */
import { SvelteMap } from 'svelte/reactivity'
import type { Attachment } from '../contract/message'
import { Upload } from './upload.svelte'

/** The server has more room than a browser's memory. */
const COPIES = 100

class Uploads {
  readonly #under = new SvelteMap<string, Upload>()
  /** Files of mine as they lie here, by the server's id: what I have just sent is not fetched back. */
  readonly #copies = new Map<string, string>()
  /** One after the other: side by side they would only slow each other down. */
  #line: Promise<unknown> = Promise.resolve()

  find(id: string): Upload | undefined {
    return this.#under.get(id)
  }

  add(upload: Upload) {
    this.#under.set(upload.id, upload)
  }

  /** Brings it to the server; from then on it goes by the id it has there. */
  async carry(upload: Upload): Promise<Attachment> {
    const turn = this.#line.then(() => upload.carry())
    this.#line = turn.catch(() => undefined)
    const attachment = await turn
    this.#keep(attachment.id, upload.url)
    this.#under.delete(upload.id)
    return attachment
  }

  giveUp(id: string) {
    this.#under.get(id)?.giveUp()
    this.#under.delete(id)
  }

  /** Where its bytes are nearest. */
  source({ id, url }: Attachment): string {
    return this.#copies.get(id) ?? url
  }

  clear() {
    for (const id of [...this.#under.keys()]) this.giveUp(id)
    for (const url of this.#copies.values()) URL.revokeObjectURL(url)
    this.#copies.clear()
  }

  #keep(id: string, url: string) {
    this.#copies.set(id, url)
    const [oldest] = this.#copies
    if (this.#copies.size <= COPIES || !oldest) return
    URL.revokeObjectURL(oldest[1])
    this.#copies.delete(oldest[0])
  }
}

export const uploads = new Uploads()
