export const TEXT = 4096
/** Beneath files there is less room. */
export const CAPTION = 1024
const NEAR = 200

/** How many characters still fit, counted as the server counts them: in code points, without the outer blanks. */
export function left(text: string, limit = TEXT): number {
  return limit - [...text.trim()].length
}

/** The count is shown only when it begins to matter. */
export function isNear(remaining: number): boolean {
  return remaining <= NEAR
}
