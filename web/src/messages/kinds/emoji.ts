const LONGEST = 64
const MOST = 3
// \p{RGI_Emoji} would say it in one word, and take most of a second to be compiled.
const EMOJI = /\p{Emoji_Presentation}|\p{Emoji}\uFE0F/u

const graphemes = new Intl.Segmenter()

/** One to three emoji and nothing else: shown large, without a bubble. */
export function isBigEmoji(text: string): boolean {
  if (!text || text.length > LONGEST) return false
  const seen = [...graphemes.segment(text)].map(({ segment }) => segment).filter((each) => each !== ' ')
  return seen.length > 0 && seen.length <= MOST && seen.every((each) => EMOJI.test(each))
}
