import { expect, test } from 'vitest'
import { mayLink, pieces } from './links'

const links = (text: string) => pieces(text).flatMap(({ href }) => href ?? [])

test('addresses in a text become links, and the text stays whole', () => {
  const text = 'Смотри https://kocmoc.su/a?b=1, пиши на gagarin@kocmoc.su!'
  expect(links(text)).toEqual(['https://kocmoc.su/a?b=1', 'mailto:gagarin@kocmoc.su'])
  expect(
    pieces(text)
      .map((piece) => piece.text)
      .join(''),
  ).toBe(text)
})

test('nothing but the web and mail is ever a link', () => {
  expect(links('javascript:alert(1) data:text/html,x file:///etc/passwd ftp://a.example/x')).toEqual([])
})

test('a text without addresses is one piece', () => {
  expect(pieces('Ясно с 23:00, ветер 2 м/с')).toEqual([{ text: 'Ясно с 23:00, ветер 2 м/с' }])
  expect(pieces('')).toEqual([])
})

test('whatever becomes a link is worth looking for', () => {
  const linked = ['kocmoc.su', 'см. https://kocmoc.su/a', 'mailto:a@kocmoc.su', 'пример.рф', 'LOCALHOST', '(a@b.su)']
  expect(linked.every((text) => links(text).length > 0)).toBe(true)
  expect(linked.every(mayLink)).toBe(true)
  expect(mayLink('Поехали! Всё идёт по плану. Как слышите?')).toBe(false)
})
