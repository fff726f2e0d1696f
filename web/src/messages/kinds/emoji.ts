// Made from a string: the `v` flag is younger than the language level the rest is compiled for.
const FEW = new RegExp('^\\p{RGI_Emoji}(?:\\s?\\p{RGI_Emoji}){0,2}$', 'v')

/** One to three emoji and nothing else: shown large, without a bubble. */
export function isBigEmoji(text: string): boolean {
  return text.length <= 64 && FEW.test(text)
}
