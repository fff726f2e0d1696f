/** What a message, wherever it is shown, can ask of the conversation it stands in. */
import { createContext } from 'svelte'
import type { Bubble } from './bubble'

export interface Talk {
  /** Names are shown: there are more than two. */
  readonly isGroup: boolean
  /** The message with this text is searched, found, and shown for a moment. */
  jump: (seq: number) => void
  /** Puts my reaction there, or takes it away. */
  react: (message: Bubble, emoji: string) => void
  /** Stops a file of mine that is on its way. */
  leaveOut: (message: Bubble, attachmentId: string) => void
  /** Is about to answer it, where one may. */
  answer: (message: Bubble) => void
  retry: (message: Bubble) => void
  discard: (message: Bubble) => void
}

export const [talk, setTalk] = createContext<Talk>()
