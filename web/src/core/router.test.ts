import { expect, test } from 'vitest'
import { route } from './router.svelte'

const back = () =>
  new Promise<void>((resolve) => {
    addEventListener('popstate', () => resolve(), { once: true })
    history.back()
  })

test('the address says which chat is open, and back leads to the one before', async () => {
  route.open('42')
  route.open('43', 17)
  expect(location.pathname).toBe('/c/43/17')
  expect([route.chatId, route.seq]).toEqual(['43', 17])
  await back()
  expect([route.chatId, route.seq]).toEqual(['42', null])
  await back()
  expect(route.chatId).toBeNull()
})

test('an id with strange characters is still one id', () => {
  route.open('a/b?c')
  expect(location.pathname).toBe('/c/a%2Fb%3Fc')
  route.leave()
  expect(location.pathname).toBe('/')
})

test('the admin page has addresses of its own, and back leads out of it', async () => {
  route.open('42')
  route.administer()
  expect([location.pathname, route.section, route.chatId]).toEqual(['/admin', '', null])
  route.administer('users')
  expect([location.pathname, route.section]).toEqual(['/admin/users', 'users'])
  await back()
  await back()
  expect([route.chatId, route.section]).toEqual(['42', null])
  route.administer()
  route.leave()
  expect([location.pathname, route.section]).toEqual(['/', null])
})
