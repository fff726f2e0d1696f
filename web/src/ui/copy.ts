import { m } from '../paraglide/messages'
import { toasts } from './toasts.svelte'

/** Puts a text on the clipboard and says so. */
export async function copy(text: string) {
  try {
    await navigator.clipboard.writeText(text)
    toasts.done(m.copied())
  } catch {
    toasts.error(m.copy_failed())
  }
}
