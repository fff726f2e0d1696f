/** What an administrator can do with an account. */
import { m } from '../paraglide/messages'
import { attempt } from '../ui/attempt'
import { confirm } from '../ui/confirm.svelte'
import type { MenuItem } from '../ui/menu'
import { toasts } from '../ui/toasts.svelte'
import type { Accounts } from './accounts.svelte'
import type { Account, AccountChange } from './api'

/** `onpassword` is given the password that was made. */
export function choices(account: Account, accounts: Accounts, onpassword: (made: Account) => void): MenuItem[] {
  const { id, display_name: name, is_admin, disabled } = account
  const change = (to: AccountChange) => attempt(accounts.change(id, to))
  return [
    {
      icon: 'crown',
      text: is_admin ? m.account_demote() : m.account_promote(),
      run: () => void change({ is_admin: !is_admin }),
    },
    { icon: 'exit', text: m.account_end(), run: () => void end(account, accounts) },
    { icon: 'key', text: m.account_password(), run: () => askPassword(account, accounts, onpassword) },
    disabled
      ? { icon: 'check', text: m.account_enable(), run: () => void change({ disabled: false }) }
      : {
          icon: 'lock',
          text: m.account_disable(),
          run: () =>
            confirm.ask({
              title: m.account_disable_ask({ name }),
              text: m.account_disable_text(),
              action: m.account_disable(),
              run: () => change({ disabled: true }),
            }),
        },
    { icon: 'trash', text: m.account_delete(), danger: true, run: () => askDelete(account, accounts) },
  ]
}

async function end({ id }: Account, accounts: Accounts) {
  if (await attempt(accounts.change(id, { end_sessions: true }))) toasts.done(m.account_ended())
}

function askPassword({ id, display_name: name }: Account, accounts: Accounts, onpassword: (made: Account) => void) {
  confirm.ask({
    title: m.account_password_ask({ name }),
    text: m.account_password_text(),
    action: m.account_password_make(),
    run: () => attempt(accounts.change(id, { temporary_password: true }).then(onpassword)),
  })
}

function askDelete({ id, display_name: name }: Account, accounts: Accounts) {
  confirm.ask({
    title: m.account_delete_ask({ name }),
    text: m.account_delete_text(),
    action: m.account_delete(),
    run: async () => {
      if (await attempt(accounts.remove(id))) toasts.done(m.account_deleted())
    },
  })
}
