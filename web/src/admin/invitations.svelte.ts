/** Invitations to the server. */
import { api, type ServerInvite } from './api'
import { endOf, type Lasting } from './lasting'
import { Pages } from './pages.svelte'

export class Invitations {
  readonly pages = new Pages<ServerInvite>(async (cursor) => {
    const { invites, next_cursor } = await api.invites(cursor)
    return { items: invites, next: next_cursor }
  })

  async add(lasting: Lasting, most: number | null) {
    const expires_at = endOf(lasting)
    const terms = { ...(expires_at !== null && { expires_at }), ...(most !== null && { max_uses: most }) }
    this.pages.add(await api.invite(terms))
  }

  async revoke(invite: ServerInvite) {
    await api.revokeInvite(invite.code)
    this.pages.swap(invite, null)
  }
}
