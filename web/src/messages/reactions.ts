/** Counting reactions. The same emoji may be written with or without the sign that asks for colour. */
import type { Reaction } from '../contract/message'
import type { Bubble } from './bubble'

const bare = (emoji: string) => emoji.replaceAll('\uFE0F', '')

export const isSame = (one: string, other: string) => bare(one) === bare(other)

export const has = (mine: readonly string[] | undefined, emoji: string) =>
  mine?.some((each) => isSame(each, emoji)) ?? false

/** A message's reactions after mine was put there, or taken away. */
export function toggled(message: Bubble, emoji: string): Pick<Bubble, 'reactions' | 'my_reactions'> {
  const mine = message.my_reactions ?? []
  if (!has(mine, emoji)) return { reactions: counted(message.reactions, emoji, 1), my_reactions: [...mine, emoji] }
  const others = mine.filter((each) => !isSame(each, emoji))
  return { reactions: counted(message.reactions, emoji, -1), my_reactions: others }
}

function counted(reactions: readonly Reaction[], emoji: string, by: number): Reaction[] {
  if (!reactions.some((each) => isSame(each.emoji, emoji))) return [...reactions, { emoji, count: 1 }]
  return reactions
    .map((each) => (isSame(each.emoji, emoji) ? { ...each, count: each.count + by } : each))
    .filter(({ count }) => count > 0)
}
