/** What scripts move, and how much is to move at all: the page itself says it, for the style sheets and for these. */

export const MOTIONS = ['none', 'less', 'full'] as const
export type Motion = (typeof MOTIONS)[number]

/** Only this moves: the compositor does it alone. */
export interface Frame {
  transform?: string
  opacity?: number
}

const MS = 220
const EASE = 'cubic-bezier(.22, 1, .36, 1)'

const told = () => document.documentElement.dataset.motion

/** Nothing moves. */
export const isCalm = () => told() === 'none'

/** Everything moves, also what only shows where something went. */
export const isLively = () => told() !== 'none' && told() !== 'less'

/** The element goes from there to there and is then as it would be without; over when it has arrived. */
export async function move(element: Element, from: Frame, to: Frame): Promise<void> {
  if (isLively()) await element.animate([{ ...from }, { ...to }], { duration: MS, easing: EASE }).finished
}
