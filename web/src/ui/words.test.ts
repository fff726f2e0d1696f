import { expect, test } from 'vitest'
import api from '../../../docs/api.md?raw'
import { m } from '../paraglide/messages'
import { complaint } from './words'

test('every refusal of the server has words of its own', () => {
  const codes = [...api.matchAll(/^\| \d{3} \| `(\w+)` \|/gm)].map(([, code = '']) => code)
  expect(codes.length).toBeGreaterThan(60)
  const wordless = codes.filter((code) => complaint(code) === m.error_unknown())
  expect(wordless).toEqual(['internal_error'])
})
