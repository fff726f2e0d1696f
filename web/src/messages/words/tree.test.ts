import { expect, test } from 'vitest'
import type { Entity } from '../../contract/message'
import { tree, wordsOf, type Node } from './tree'

const entity = (type: Entity['type'], offset: number, length: number): Entity => ({
  ...{ type, offset, length },
  ...{ url: null, language: null, user_id: null },
})
const shape = (nodes: Node[]): unknown[] =>
  nodes.map((node) => ('text' in node ? node.text : [node.entity.type, ...shape(node.nodes)]))

test('a stretch inside another lies inside it', () => {
  expect(shape(tree('абвгд', [entity('italic', 2, 1), entity('bold', 1, 3)]))).toEqual([
    'а',
    ['bold', 'б', ['italic', 'в'], 'г'],
    'д',
  ])
})

test('one that sticks out is cut in two, and no letter is lost or doubled', () => {
  const nodes = tree('абвгд', [entity('bold', 0, 3), entity('italic', 2, 3)])
  expect(shape(nodes)).toEqual([
    ['bold', 'аб', ['italic', 'в']],
    ['italic', 'гд'],
  ])
  expect(wordsOf(nodes)).toBe('абвгд')
})

test('what points outside the text is nothing', () => {
  expect(shape(tree('аб', [entity('bold', 1, 5), entity('bold', -1, 1), entity('bold', 0, 0)]))).toEqual(['аб'])
})

test('thousands of entities do not hang the page', () => {
  const many = Array.from({ length: 5000 }, (_, i) => entity('bold', i % 50, 100 - (i % 50)))
  expect(wordsOf(tree('я'.repeat(100), many))).toHaveLength(100)
})
