/** A text with its entities as a tree, in which every stretch lies wholly inside the one around it. */
import type { Entity } from '../../contract/message'

export type Node = { text: string } | { entity: Entity; nodes: Node[] }

interface Stretch {
  from: number
  to: number
  entity: Entity
}

/** Nobody means more than this; somebody might send it. */
const MOST = 200

export function tree(text: string, entities: readonly Entity[]): Node[] {
  const stretches = entities
    .slice(0, MOST)
    .map((entity) => ({ entity, from: entity.offset, to: entity.offset + entity.length }))
    .filter(({ from, to }) => from >= 0 && to > from && to <= text.length)
    .sort((a, b) => a.from - b.from || b.to - a.to)
  return grow(text, stretches, 0, text.length)
}

function grow(text: string, stretches: readonly Stretch[], from: number, to: number): Node[] {
  const nodes: Node[] = []
  let at = from
  for (let rest = stretches; rest[0];) {
    const [outer, ...others] = rest
    if (outer.from > at) nodes.push({ text: text.slice(at, outer.from) })
    const within = others
      .filter((each) => each.from < outer.to)
      .map((each) => ({ ...each, to: Math.min(each.to, outer.to) }))
    nodes.push({ entity: outer.entity, nodes: grow(text, within, outer.from, outer.to) })
    at = outer.to
    // One that sticks out goes on behind it.
    rest = others.filter((each) => each.to > outer.to).map((each) => ({ ...each, from: Math.max(each.from, outer.to) }))
  }
  if (at < to) nodes.push({ text: text.slice(at, to) })
  return nodes
}

/** The bare words of a node. */
export function wordsOf(nodes: readonly Node[]): string {
  return nodes.map((node) => ('text' in node ? node.text : wordsOf(node.nodes))).join('')
}
