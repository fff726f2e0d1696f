import { afterEach, beforeEach, vi } from 'vitest'
import { Channel } from './channel'
import * as line from './line'
import { locks } from './locks'
import { Post, uploaded } from './post'

const NOW = new Date('2026-11-23T06:11:00.000Z')

// Always the same far end, however often a story opens the client anew.
vi.mock('socket.io-client', () => line)
vi.stubGlobal('fetch', () => Promise.reject(new TypeError('There is no server in this story.')))
Object.defineProperty(navigator, 'locks', { value: locks })

vi.stubGlobal('BroadcastChannel', Channel)
vi.stubGlobal('XMLHttpRequest', Post)
// Every picture is as large as any other, and ready at once.
URL.createObjectURL = () => 'blob:kocmoc'
URL.revokeObjectURL = () => undefined
HTMLImageElement.prototype.decode = () => Promise.resolve()
vi.stubGlobal('matchMedia', () => Object.assign(new EventTarget(), { matches: false }))

// A warning is an error: whatever reaches the console fails the test that caused it.
for (const level of ['warn', 'error'] as const) {
  console[level] = (...words: unknown[]) => {
    throw new Error(`console.${level}: ${words.map(String).join(' ')}`)
  }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'], now: NOW })
  vi.spyOn(document, 'hasFocus').mockReturnValue(true)
})

afterEach(() => {
  vi.useRealTimers()
  Channel.all.clear()
  Post.all.length = 0
  uploaded.clear()
  localStorage.clear()
})
