import { expect, test } from 'vitest'
import { isLong } from './unfolded.svelte'

test('a text is folded only where that spares more than a few lines', () => {
  expect(isLong('Поехали!')).toBe(false)
  expect(isLong('а'.repeat(1300))).toBe(false)
  expect(isLong('а'.repeat(1600))).toBe(true)
  expect(isLong('виток\n'.repeat(25))).toBe(false)
  expect(isLong('виток\n'.repeat(40))).toBe(true)
})
