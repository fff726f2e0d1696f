/** How hard a password is to guess, roughly: 0 to 1. Length counts most, then variety; repetition counts against it. */
export function strength(password: string): number {
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\d/, /[^\p{L}\d]/u].filter((kind) => kind.test(password)).length
  const distinct = new Set(password).size
  return Math.min(1, (distinct * (1 + kinds * 0.25)) / 24)
}
