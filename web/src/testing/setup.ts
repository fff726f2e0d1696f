import { afterEach, vi } from 'vitest'

// A warning is an error: whatever reaches the console fails the test that caused it.
for (const level of ['warn', 'error'] as const) {
  console[level] = (...words: unknown[]) => {
    throw new Error(`console.${level}: ${words.map(String).join(' ')}`)
  }
}

afterEach(() => {
  vi.useRealTimers()
  localStorage.clear()
})
