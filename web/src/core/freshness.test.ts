import { beforeEach, expect, test, vi } from 'vitest'

const page = (entry: string) => `<!doctype html><script type="module" crossorigin src="${entry}"></script>`

beforeEach(() => {
  vi.resetModules()
  document.head.innerHTML = '<script type="module" src="/assets/index-old.js"></script>'
})

async function served(answer: () => Promise<Response>) {
  vi.stubGlobal('fetch', answer)
  const { freshness } = await import('./freshness.svelte')
  await freshness.check()
  return freshness.stale
}

test('a page that is still served is fresh, one that is not is stale', async () => {
  expect(await served(() => Promise.resolve(new Response(page('/assets/index-old.js'))))).toBe(false)
  vi.resetModules()
  expect(await served(() => Promise.resolve(new Response(page('/assets/index-new.js'))))).toBe(true)
})

test('nobody is asked to reload because the server is away', async () => {
  expect(await served(() => Promise.reject(new TypeError('Failed to fetch')))).toBe(false)
  vi.resetModules()
  expect(await served(() => Promise.resolve(new Response('maintenance', { status: 503 })))).toBe(false)
})
