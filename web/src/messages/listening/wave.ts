/** A recording's loudness as upright strokes. */

export const PITCH = 4
export const BARS = 46
export const HEIGHT = 28
const LOUDEST = 31
const SHORTEST = 3

/** `waveform` is a hundred heights of 0–31; without one there is an even line. */
export function wave(waveform: readonly number[] | null): string {
  return Array.from({ length: BARS }, (_, bar) => stroke(bar, loudness(waveform, bar))).join('')
}

/** The loudest moment that falls to this bar. */
function loudness(waveform: readonly number[] | null, bar: number): number {
  if (!waveform?.length) return 0
  const from = Math.floor((bar * waveform.length) / BARS)
  const to = Math.max(from + 1, Math.floor(((bar + 1) * waveform.length) / BARS))
  return Math.max(...waveform.slice(from, to))
}

function stroke(bar: number, loudness: number): string {
  const height = SHORTEST + ((HEIGHT - 2 - SHORTEST) * Math.min(loudness, LOUDEST)) / LOUDEST
  return `M${2 + bar * PITCH} ${((HEIGHT - height) / 2).toFixed(1)}v${height.toFixed(1)}`
}
