/** Deeds as they are pressed: whatever fails says so. */
import { asApiError, isAbort } from '../core/errors'
import { toasts } from './toasts.svelte'
import { complaint } from './words'

/** True when it was done. */
export async function attempt(deed: Promise<unknown>): Promise<boolean> {
  try {
    await deed
    return true
  } catch (error) {
    if (!isAbort(error)) toasts.error(complaint(asApiError(error).code))
    return false
  }
}
