/**
 * The address: `/` is the list, `/c/<chat>` a chat, `/c/<chat>/<seq>` a place in it, `/join/<code>` an invitation. Back and
 * forward move between chats.
 */

interface Place {
  chatId: string | null
  /** A message's place in the chat. */
  seq: number | null
}

const JOIN = /^\/join\/([A-Za-z0-9_-]{1,64})\/?$/
const PATH = /^\/c\/([^/]+)(?:\/(\d{1,15}))?\/?$/

function read(path: string): Place {
  const [, chat, seq] = PATH.exec(path) ?? []
  try {
    return { chatId: chat ? decodeURIComponent(chat) : null, seq: seq ? Number(seq) : null }
  } catch {
    return { chatId: null, seq: null }
  }
}

function write({ chatId, seq }: Place): string {
  if (chatId === null) return '/'
  return `/c/${encodeURIComponent(chatId)}${seq === null ? '' : `/${seq}`}`
}

const invited = () => JOIN.exec(location.pathname)?.[1] ?? null

class Route {
  #place = $state.raw(read(location.pathname))
  #invitation = $state(invited())

  get chatId() {
    return this.#place.chatId
  }

  get seq() {
    return this.#place.seq
  }

  /** The code somebody was invited with. */
  get invitation() {
    return this.#invitation
  }

  constructor() {
    addEventListener('popstate', () => {
      this.#place = read(location.pathname)
      this.#invitation = invited()
    })
  }

  open(chatId: string, seq: number | null = null) {
    this.#go({ chatId, seq })
  }

  /** The address of a place in a chat. */
  path(chatId: string, seq: number | null = null) {
    return write({ chatId, seq })
  }

  /** Back to the list. */
  leave() {
    this.#go({ chatId: null, seq: null })
  }

  #go(place: Place) {
    const path = write(place)
    if (path !== location.pathname) history.pushState(null, '', path)
    this.#place = place
    this.#invitation = null
  }
}

export const route = new Route()
