export const LIMIT = 4096
const NEAR = 200

/** How many characters still fit, counted as the server counts them: in code points, without the outer blanks. */
export function left(text: string): number {
  return LIMIT - [...text.trim()].length
}

/** The count is shown only when it begins to matter. */
export function isNear(remaining: number): boolean {
  return remaining <= NEAR
}
