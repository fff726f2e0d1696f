/** A tab of the browser with the whole client in it, wired as in the product. */
import { onTestFinished, vi } from 'vitest'

/** Lets everything happen that is due by then. */
export async function settle(milliseconds = 0) {
  await vi.advanceTimersByTimeAsync(milliseconds)
  // Each round lets the real event loop turn once; an answer's body takes a few.
  for (let round = 0; round < 5; round++) await vi.advanceTimersByTimeAsync(0)
}

/** A new tab; like a reload, it knows only what the browser has kept. */
export async function openTab() {
  vi.resetModules()
  const rooms = {
    ...(await import('../core/session.svelte')),
    ...(await import('../core/connection.svelte')),
    ...(await import('../core/token')),
    ...(await import('../core/http')),
    ...(await import('../core/router.svelte')),
    ...(await import('../core/locale.svelte')),
    ...(await import('../chats/chats.svelte')),
    ...(await import('../chats/drafts.svelte')),
    ...(await import('../chats/deeds')),
    ...(await import('../chats/members.svelte')),
    ...(await import('../chats/candidates.svelte')),
    ...(await import('../chats/choices')),
    ...(await import('../chats/names')),
    ...(await import('../chats/rights')),
    ...(await import('../chats/invites.svelte')),
    ...(await import('../chats/founding/founding.svelte')),
    ...(await import('../search/hits.svelte')),
    ...(await import('../search/position')),
    ...(await import('../ui/confirm.svelte')),
    ...(await import('../ui/toasts.svelte')),
    ...(await import('../messages/outbox')),
    ...(await import('../messages/threads.svelte')),
    ...(await import('../presence/presence.svelte')),
    ...(await import('../presence/people.svelte')),
    ...(await import('../presence/typing.svelte')),
    ...(await import('../presence/search.svelte')),
    ...(await import('../auth/login.svelte')),
    ...(await import('../auth/registration.svelte')),
    ...(await import('../auth/mailing.svelte')),
    ...(await import('../auth/code.svelte')),
    ...(await import('../auth/resend.svelte')),
    ...(await import('../profile/profile.svelte')),
    ...(await import('../profile/safety.svelte')),
    ...(await import('../profile/blocks.svelte')),
    ...(await import('../ui/appearance.svelte')),
  }
  const { app } = await import('../app')
  const close = () => {
    rooms.connection.close()
    rooms.token.forget()
    rooms.messages.clear()
  }
  onTestFinished(close)
  app.start()
  await settle()
  return { ...rooms, close }
}

/** A tab in which Gagarin is signed in and everything has arrived. */
export async function openTabAsGagarin() {
  localStorage.setItem('kocmoc.known', '1')
  return openTab()
}
