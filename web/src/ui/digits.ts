/** What of a text, however typed or pasted, is a code of six digits. */

export const LENGTH = 6

/** Full-width digits of another keyboard are the same digits; blanks, dashes and words around them are not part of it. */
export function digits(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[^0-9]/g, '')
    .slice(0, LENGTH)
}
