import { expect, test } from 'vitest'
import { getLocale } from '../paraglide/runtime'
import { locale } from './locale.svelte'

test('texts follow the chosen language at once, and the page says which it is', () => {
  locale.use('en')
  expect(getLocale()).toBe('en')
  locale.use('ru')
  expect(getLocale()).toBe('ru')
  expect(document.documentElement.lang).toBe('ru')
  expect(localStorage.getItem('kocmoc.locale')).toBe('ru')
})
