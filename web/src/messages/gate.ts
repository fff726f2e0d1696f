/**
 * Lets a chat's numbered events through in their order: the next one at once, those already known not at all. One that
 * is too early waits a moment for the missing ones, and if they do not come, what is missing is asked for.
 */
import type { ChatEvent } from '../contract/events'

/** Random, so that not everybody who missed the same event asks at the same time. */
const patience = () => 300 + Math.random() * 500
/** More than this is not kept: the answer will bring it. */
const ROOM = 100

export interface Behind {
  /** Deals with an event whose turn it is. */
  perform: (event: ChatEvent) => void
  /** Asks for what is missing. */
  ask: () => void
}

export class Gate {
  #version = 0
  /** The newest version anybody spoke of. */
  #heard = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #parked = new Map<number, ChatEvent>()
  readonly #behind: Behind

  constructor(behind: Behind) {
    this.#behind = behind
  }

  get version() {
    return this.#version
  }

  receive(event: ChatEvent) {
    const { version } = event.change
    if (version <= this.#version) return
    if (version > this.#version + 1) return this.#park(event)
    this.#pass(event)
    this.#unpark()
  }

  /** The chat is said to be at this version. */
  hear(version: number) {
    this.#heard = Math.max(this.#heard, version)
    if (this.#heard > this.#version) this.#timer ??= setTimeout(() => this.#lose(), patience())
  }

  /** Everything up to this version is known now, by another way. */
  settle(version: number) {
    this.#version = Math.max(this.#version, version)
    this.#unpark()
    // Whatever is still missing happened after that; it is waited for anew.
    this.hear(this.#heard)
  }

  /** Back to this version, however far it was. */
  reset(version: number) {
    this.#version = version
    this.#heard = version
    this.#unpark()
  }

  close() {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#parked.clear()
  }

  #park(event: ChatEvent) {
    if (this.#parked.size < ROOM) this.#parked.set(event.change.version, event)
    this.hear(event.change.version)
  }

  #unpark() {
    for (const version of this.#parked.keys()) if (version <= this.#version) this.#parked.delete(version)
    for (let next = this.#next(); next; next = this.#next()) this.#pass(next)
    if (this.#heard > this.#version) return
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #next() {
    return this.#parked.get(this.#version + 1)
  }

  #pass(event: ChatEvent) {
    this.#version = event.change.version
    this.#parked.delete(this.#version)
    this.#behind.perform(event)
  }

  #lose() {
    this.#timer = undefined
    this.#behind.ask()
  }
}
