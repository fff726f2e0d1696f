/** The emoji used last on this device, the latest first. */
import { remember, revive } from '../../core/memory'

const KEY = 'kocmoc.emoji'
const KEPT = 30
const USUAL = [
  '😀',
  '😂',
  '🥹',
  '😍',
  '🤩',
  '😎',
  '🤔',
  '😴',
  '🤯',
  '🥳',
  '🔥',
  '✨',
  '💜',
  '👍',
  '👏',
  '🙏',
  '🚀',
  '🪐',
  '🌙',
  '⭐',
]

class Recents {
  #items = $state.raw<readonly string[]>((revive(KEY) as string[] | null) ?? USUAL)

  get items() {
    return this.#items
  }

  use(emoji: string) {
    this.#items = [emoji, ...this.#items.filter((each) => each !== emoji)].slice(0, KEPT)
    remember(KEY, JSON.stringify(this.#items))
  }
}

export const recents = new Recents()
