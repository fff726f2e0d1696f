/** People to choose from: those I already write with, and those the server finds by what is typed. */
import type { User } from '../contract/user'
import { session } from '../core/session.svelte'
import { people } from '../presence/people.svelte'
import { PeopleSearch } from '../presence/search.svelte'
import { chats } from './chats.svelte'
import { fold } from './names'

export class Candidates {
  readonly #search = new PeopleSearch()
  /** Whom there is no use in offering. */
  readonly #isOut: (userId: string) => boolean
  readonly #known = $derived(this.#acquaintances())
  readonly #strangers = $derived(this.#found())

  constructor(isOut: (userId: string) => boolean = () => false) {
    this.#isOut = isOut
  }

  get query() {
    return this.#search.query
  }

  set query(query: string) {
    this.#search.query = query
  }

  /** The people of my direct chats, the latest first. */
  get known(): readonly User[] {
    return this.#known
  }

  get strangers(): readonly User[] {
    return this.#strangers
  }

  get busy() {
    return this.#search.busy
  }

  get failed() {
    return this.#search.failed
  }

  #acquaintances(): User[] {
    const query = fold(this.query.trim())
    const peers = chats.items.flatMap(({ peer }) => (peer ? [people.latest(peer)] : []))
    return peers.filter((user) => this.#isOffered(user) && isCalled(user, query))
  }

  #found(): User[] {
    const known = this.#known.map(({ id }) => id)
    return this.#search.users.filter((user) => this.#isOffered(user) && !known.includes(user.id))
  }

  #isOffered({ id }: User) {
    return id !== session.me?.id && !this.#isOut(id)
  }
}

const isCalled = ({ display_name, username }: User, query: string) =>
  fold(display_name).includes(query) || `@${fold(username)}`.includes(query)
