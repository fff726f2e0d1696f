/** Getting an account. */
import type { ApiError } from '../core/errors'
import { session } from '../core/session.svelte'
import { anything, email, password, username, within } from './complaints'
import { Form } from './form.svelte'
import { invitation } from './invitation'

const INVITED = new Set(['setup_required', 'invite_required', 'invite_invalid'])

export class RegistrationForm extends Form<'username' | 'email' | 'password' | 'displayName' | 'invite'> {
  username = $state('')
  email = $state('')
  password = $state('')
  displayName = $state('')
  invite = $state(invitation())
  #needsInvite = $state(invitation() !== '')

  protected readonly checks = { username, email, password, displayName: within(64), invite: anything }

  /** The server lets in only who brings a code: an invitation, or the one it printed at its first start. */
  get needsInvite() {
    return this.#needsInvite
  }

  protected values() {
    return {
      username: this.username.trim(),
      email: this.email.trim(),
      password: this.password,
      displayName: this.displayName.trim(),
      invite: this.invite.trim(),
    }
  }

  protected async send() {
    const { displayName, invite, ...account } = this.values()
    await session.register({
      ...account,
      ...(displayName && { display_name: displayName }),
      ...(invite && { invite }),
    })
  }

  protected override refuse(error: ApiError) {
    super.refuse(error)
    if (INVITED.has(error.code)) this.#needsInvite = true
  }
}
