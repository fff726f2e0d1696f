/** My own profile, and changing it. */
import { username, within } from '../auth/complaints'
import { Form } from '../auth/form.svelte'
import { session } from '../core/session.svelte'
import { Picture } from '../pictures/picture.svelte'
import { api } from './api'

type Field = 'displayName' | 'bio' | 'username'

const stored = (): Record<Field, string> => ({
  displayName: session.me?.display_name ?? '',
  bio: session.me?.bio ?? '',
  username: session.me?.username ?? '',
})

export class ProfileForm extends Form<Field> {
  displayName = $state(stored().displayName)
  bio = $state(stored().bio)
  username = $state(stored().username)
  /** The picture I have is taken away. */
  isBare = $state(false)
  readonly picture = new Picture()

  protected readonly checks = { displayName: within(64), bio: within(500), username }

  /** There is something to save. */
  get changed() {
    return Object.keys(this.#change()).length > 0
  }

  protected values() {
    return { displayName: this.displayName.trim(), bio: this.bio.trim(), username: this.username.trim() }
  }

  protected async send() {
    session.adopt(await api.save(this.#change()))
    Object.assign(this, stored())
    this.isBare = false
    this.picture.clear()
  }

  /** What differs; without a name of its own an account is called by its username, and that is what null says. */
  #change() {
    const [old, now] = [stored(), this.values()]
    return {
      ...(now.displayName !== old.displayName && { display_name: now.displayName || null }),
      ...(now.bio !== old.bio && { bio: now.bio || null }),
      ...(now.username !== old.username && { username: now.username }),
      ...(this.picture.id ? { avatar_id: this.picture.id } : this.isBare && { avatar_id: null }),
    }
  }
}
