/** What the tabs of one browser tell each other: who came, who left, and the newest access token. */
import type { Grant } from '../contract/user'

export type Word = { type: 'entered'; grant: Grant } | { type: 'renewed'; grant: Grant } | { type: 'left' }

const channel = new BroadcastChannel('kocmoc.session')

/** Reaches the other tabs, never this one. */
export function tell(word: Word) {
  channel.postMessage(word)
}

export function hear(listener: (word: Word) => void) {
  channel.addEventListener('message', (event: MessageEvent<Word>) => listener(event.data))
}
