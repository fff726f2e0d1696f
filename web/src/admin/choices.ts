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
  const { display_name: name, is_admin, disabled } = account
  const change = (to: AccountChange) => attempt(accounts.change(account, to))
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

async function end(account: Account, accounts: Accounts) {
  if (await attempt(accounts.change(account, { end_sessions: true }))) toasts.done(m.account_ended())
}

function askPassword(account: Account, accounts: Accounts, onpassword: (made: Account) => void) {
  confirm.ask({
    title: m.account_password_ask({ name: account.display_name }),
    text: m.account_password_text(),
    action: m.account_password_make(),
    run: () => attempt(accounts.change(account, { temporary_password: true }).then(onpassword)),
  })
}

function askDelete(account: Account, accounts: Accounts) {
  confirm.ask({
    title: m.account_delete_ask({ name: account.display_name }),
    text: m.account_delete_text(),
    action: m.account_delete(),
    run: async () => {
      if (await attempt(accounts.remove(account))) toasts.done(m.account_deleted())
    },
  })
}
