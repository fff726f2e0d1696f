/** Whether this page is still what the server serves: after an update an old tab would speak an old language. */

const ENTRY = /<script type="module"[^>]*\ssrc="([^"]+)"/

class Freshness {
  #stale = $state(false)
  readonly #mine = document.querySelector('script[type="module"][src]')?.getAttribute('src') ?? null

  /** The server has a newer page; a reload brings it. */
  get stale() {
    return this.#stale
  }

  /** To be asked when the server may have been replaced. */
  async check() {
    if (this.#stale || this.#mine === null) return
    const page = await fetch('/', { cache: 'no-cache', headers: { accept: 'text/html' } })
      .then((response) => (response.ok ? response.text() : ''))
      .catch(() => '')
    const entry = ENTRY.exec(page)?.[1]
    this.#stale = entry !== undefined && entry !== this.#mine
  }
}

export const freshness = new Freshness()
