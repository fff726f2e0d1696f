/** The one thing that is being listened to; starting another one stops it. */
import type { Attachment } from '../../contract/message'
import { recall, remember } from '../../core/memory'
import { heard } from './heard.svelte'

const RATES = [1, 1.5, 2]
const KEY = 'kocmoc.rate'

class Player {
  #id = $state<string | null>(null)
  #playing = $state(false)
  #time = $state(0)
  #duration = $state(0)
  #rate = $state(Number(recall(KEY)) || 1)
  #audio: HTMLAudioElement | null = null
  #frame = 0

  get time() {
    return this.#time
  }

  get duration() {
    return this.#duration
  }

  get rate() {
    return this.#rate
  }

  isAt(id: string) {
    return this.#id === id
  }

  isPlaying(id: string) {
    return this.#playing && this.#id === id
  }

  toggle(attachment: Attachment, source: string) {
    const audio = this.#take(attachment, source)
    if (!audio.paused) return audio.pause()
    heard.add(attachment.id)
    // A file that cannot be played stays silent; its button says so by not turning.
    audio.play().catch(() => undefined)
  }

  /** To this part of it, 0 to 1. */
  seek(attachment: Attachment, source: string, part: number) {
    const audio = this.#take(attachment, source)
    this.#time = part * this.#duration
    audio.currentTime = this.#time
  }

  /** The next speed; after the fastest the usual one again. */
  hurry() {
    this.#rate = RATES[(RATES.indexOf(this.#rate) + 1) % RATES.length] ?? 1
    remember(KEY, String(this.#rate))
    if (this.#audio) this.#audio.playbackRate = this.#rate
  }

  stop() {
    this.#audio?.pause()
    this.#audio = null
    this.#id = null
  }

  #take({ id, duration }: Attachment, source: string): HTMLAudioElement {
    if (this.#audio && this.#id === id) return this.#audio
    this.#audio?.pause()
    const audio = new Audio(source)
    audio.playbackRate = this.#rate
    audio.onplay = () => this.#run()
    audio.onpause = () => (this.#playing = false)
    audio.onended = () => (this.#time = 0)
    audio.ondurationchange = () => {
      // A recording straight from the microphone does not know its own length.
      if (Number.isFinite(audio.duration)) this.#duration = audio.duration
    }
    this.#audio = audio
    this.#id = id
    this.#time = 0
    this.#duration = duration ?? 0
    return audio
  }

  #run() {
    this.#playing = true
    cancelAnimationFrame(this.#frame)
    const step = () => {
      if (!this.#playing || !this.#audio) return
      this.#time = this.#audio.currentTime
      this.#frame = requestAnimationFrame(step)
    }
    step()
  }
}

export const player = new Player()
