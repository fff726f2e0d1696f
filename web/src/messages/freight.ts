/** The files of a message: they reach the server before it does. */
import type { Attachment } from '../contract/message'
import { isAbort } from '../core/errors'
import { uploads } from '../uploads/uploads.svelte'
import type { Bubble } from './bubble'

/** While files are on their way, others are told about as often as they would be of typing. */
const OFTEN = 3_000

type Carried = Pick<Bubble, 'attachments'>

export const isLoading = ({ attachments }: Carried) => attachments.some(({ id }) => uploads.find(id))

/** Carries them one after the other; `exchange` is told what each has become, `tell` that it is not over yet. */
export async function carry(entry: Carried, exchange: (id: string, loaded: Attachment) => void, tell: () => void) {
  if (!isLoading(entry)) return
  tell()
  const telling = setInterval(tell, OFTEN)
  try {
    for (const { id } of entry.attachments) await carryOne(id, exchange)
  } finally {
    clearInterval(telling)
  }
}

/** One that was given up on the way is no failure. */
async function carryOne(id: string, exchange: (id: string, loaded: Attachment) => void) {
  const upload = uploads.find(id)
  try {
    if (upload) exchange(id, await uploads.carry(upload))
  } catch (error) {
    if (!isAbort(error)) throw error
  }
}

/** The same files as the server knows them. */
export async function carried(attachments: readonly Attachment[]): Promise<Attachment[]> {
  const loaded = new Map<string, Attachment>()
  const entry = { attachments: [...attachments] }
  await carry(
    entry,
    (id, file) => loaded.set(id, file),
    () => undefined,
  )
  return entry.attachments.map((file) => loaded.get(file.id) ?? file)
}
