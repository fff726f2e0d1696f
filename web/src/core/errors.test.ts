import { expect, test } from 'vitest'
import { ApiError, isPassing } from './errors'

test('a server that is away is waited for, one without room is not', () => {
  expect(isPassing(new ApiError('storage_unavailable', { status: 503 }))).toBe(true)
  expect(isPassing(new ApiError('storage_full', { status: 507 }))).toBe(false)
})
