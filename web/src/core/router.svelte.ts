/**
 * The address: `/` is the list, `/c/<chat>` a chat, `/c/<chat>/<seq>` a place in it, `/join/<code>` an invitation,
 * `/admin/<section>` the running of the server. Back and forward move between them.
 */

interface Place {
  chatId: string | null
  /** A message's place in the chat. */
  seq: number | null
}

const JOIN = /^\/join\/([A-Za-z0-9_-]{1,64})\/?$/
const ADMIN = /^\/admin(?:\/([a-z]*))?\/?$/
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

/** Of the admin page, `''` its first; null elsewhere. */
function administered(): string | null {
  const found = ADMIN.exec(location.pathname)
  return found && (found[1] ?? '')
}

class Route {
  #place = $state.raw(read(location.pathname))
  #invitation = $state(invited())
  #section = $state(administered())

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

  /** Which part of the admin page is open; null when it is not. */
  get section() {
    return this.#section
  }

  constructor() {
    addEventListener('popstate', () => {
      this.#place = read(location.pathname)
      this.#invitation = invited()
      this.#section = administered()
    })
  }

  open(chatId: string, seq: number | null = null) {
    this.#go({ chatId, seq })
  }

  /** The address of a place in a chat. */
  path(chatId: string, seq: number | null = null) {
    return write({ chatId, seq })
  }

  /** The address of a part of the admin page. */
  adminPath(section: string) {
    return section ? `/admin/${section}` : '/admin'
  }

  administer(section = '') {
    history.pushState(null, '', this.adminPath(section))
    this.#place = read(location.pathname)
    this.#invitation = null
    this.#section = section
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
    this.#section = null
  }
}

export const route = new Route()
