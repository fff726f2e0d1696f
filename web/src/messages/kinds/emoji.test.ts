import { expect, test } from 'vitest'
import { isBigEmoji } from './emoji'

test('one to three emoji alone are shown large', () => {
  for (const text of ['🚀', '👩‍🚀', '🇷🇺 🪐', '🔥🔥🔥', '👍🏽']) expect(isBigEmoji(text), text).toBe(true)
})

test('words, digits and crowds of emoji are not', () => {
  for (const text of ['', '7', 'ок 🚀', '🔥🔥🔥🔥', '#']) expect(isBigEmoji(text), text).toBe(false)
})
