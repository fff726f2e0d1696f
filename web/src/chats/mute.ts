/** For how long a chat is to be silent. */
import type { Chat } from '../contract/chat'
import { m } from '../paraglide/messages'
import { FOR_EVER } from './deeds'

const HOUR = 60 * 60_000

export const isMuted = ({ muted_until }: Chat, now: number) =>
  muted_until !== null && new Date(muted_until).getTime() > now

export interface Silence {
  text: string
  until: (now: number) => string
}

const lasting = (hours: number) => (now: number) => new Date(now + hours * HOUR).toISOString()

export const silences = (): Silence[] => [
  { text: m.mute_hour(), until: lasting(1) },
  { text: m.mute_night(), until: lasting(8) },
  { text: m.mute_days(), until: lasting(48) },
  { text: m.mute_forever(), until: () => FOR_EVER },
]
