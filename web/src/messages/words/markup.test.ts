import { expect, test } from 'vitest'
import type { Entity, Mark } from '../../contract/message'
import { parse, unparse } from './markup'

const whole = (mark: Mark): Entity => ({ url: null, language: null, user_id: null, ...mark })
const marks = (source: string) => {
  const { text, entities } = parse(source)
  return entities.map(({ type, offset, length }) => [type, text.slice(offset, offset + length)])
}

test('signs become entities and leave the text', () => {
  const { text, entities } = parse('Старт **ровно** в __девять__, ++не позже++')
  expect(text).toBe('Старт ровно в девять, не позже')
  expect(entities).toEqual([
    { type: 'bold', offset: 6, length: 5 },
    { type: 'italic', offset: 14, length: 6 },
    { type: 'underline', offset: 22, length: 8 },
  ])
})

test('one lies inside the other', () => {
  expect(marks('**до ~~после~~ и**')).toEqual([
    ['bold', 'до после и'],
    ['strike', 'после'],
  ])
})

test('in code nothing means anything', () => {
  expect(marks('`a **b** c`')).toEqual([['code', 'a **b** c']])
  expect(parse('```python\nx = a ** b\n```')).toEqual({
    text: 'x = a ** b',
    entities: [{ type: 'pre', language: 'python', offset: 0, length: 10 }],
  })
})

test('what only looks like a sign stays as it was written', () => {
  for (const text of ['2 ** 3 ** 4', 'snake__case__name', 'C++ и C++', 'a||b||c', '**', '****', '¯\\_(ツ)_/¯', '`']) {
    expect(parse(text), text).toEqual({ text, entities: [] })
  }
})

test('a link with words of its own leads only to the web', () => {
  expect(parse('[карта](https://kocmoc.su/map)')).toEqual({
    text: 'карта',
    entities: [{ type: 'link', url: 'https://kocmoc.su/map', offset: 0, length: 5 }],
  })
  const hostile = '[нажми](javascript:alert(1))'
  expect(parse(hostile)).toEqual({ text: hostile, entities: [] })
})

test('lines that begin with > are one quotation', () => {
  const { text, entities } = parse('> раз\n> два\nтри')
  expect(text).toBe('раз\nдва\nтри')
  expect(entities).toEqual([{ type: 'quote', offset: 0, length: 7 }])
})

test('offsets count as the wire counts', () => {
  expect(parse('🚀 **ура**').entities).toEqual([{ type: 'bold', offset: 3, length: 3 }])
})

test('what was sent can be changed as it was typed', () => {
  for (const source of ['**а __б__** ||в|| `г`', '[карта](https://kocmoc.su/)', '> раз\n> два\nтри', '```py\nx```']) {
    const { text, entities } = parse(source)
    expect(unparse(text, entities.map(whole))).toBe(source)
  }
})
