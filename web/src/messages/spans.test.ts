import { expect, test } from 'vitest'
import { gagarin, message, tereshkova } from '../testing/cast'
import { dress } from './bubble'
import { Spans } from './spans'

const page = (from: number, to: number, seqs: number[]) => ({
  from,
  to,
  bubbles: seqs.map((seq) => dress(message('c', tereshkova, seq, `№ ${seq}`), gagarin.id)),
})
const seqs = (spans: Spans, at: number) => spans.find(at)?.bubbles.map(({ seq }) => seq)

test('a page asked for "before 51" and one that begins at 51 become one span', () => {
  const spans = new Spans()
  spans.add(page(51, Infinity, [51, 52]))
  spans.add(page(49, 50, [49, 50]))
  expect(seqs(spans, Infinity)).toEqual([49, 50, 51, 52])
})

test('pages that do not touch stay apart, until one lies between them', () => {
  const spans = new Spans()
  spans.add(page(10, 12, [10, 11, 12]))
  spans.add(page(16, Infinity, [16, 17]))
  expect(seqs(spans, 11)).toEqual([10, 11, 12])
  expect(spans.find(14)).toBeUndefined()
  spans.add(page(13, 15, [13, 15]))
  expect(seqs(spans, 11)).toEqual([10, 11, 12, 13, 15, 16, 17])
})

test('a new message belongs to the end only where the end is held', () => {
  const spans = new Spans()
  spans.add(page(1, 3, [1, 2, 3]))
  spans.put([dress(message('c', tereshkova, 4, 'Приём'), gagarin.id)])
  expect(seqs(spans, 2)).toEqual([1, 2, 3])
})

test('an older telling never overwrites a newer one', () => {
  const spans = new Spans()
  const edited = message('c', tereshkova, 1, 'исправлено', { version: 9 })
  spans.add({ from: 0, to: Infinity, bubbles: [dress(edited, gagarin.id)] })
  spans.add(page(0, Infinity, [1]))
  expect(spans.find(1)?.bubbles[0]?.text).toBe('исправлено')
})

test('what is far from where somebody scrolls is let go of', () => {
  const spans = new Spans()
  spans.add(page(0, Infinity, [1, 2, 3, 4, 5]))
  spans.trim(spans.find(1)!, 'from', 3)
  expect(spans.find(1)).toMatchObject({ from: 0, to: 3 })
  expect(spans.find(Infinity)).toBeUndefined()
})
