/** The browser's channel between tabs: what one says the others hear, after a moment. */
export class Channel extends EventTarget {
  static readonly all = new Set<Channel>()
  readonly name: string

  constructor(name: string) {
    super()
    this.name = name
    Channel.all.add(this)
  }

  postMessage(data: unknown) {
    const others = [...Channel.all].filter((other) => other !== this && other.name === this.name)
    queueMicrotask(() => {
      for (const other of others) other.dispatchEvent(new MessageEvent('message', { data: structuredClone(data) }))
    })
  }
}
