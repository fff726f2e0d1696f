/** Long texts are folded; which of them were opened is remembered while the page lives, for rows come and go. */
import { SvelteSet } from 'svelte/reactivity'

/** About a screenful of a phone. */
const LETTERS = 1200
const LINES = 24

export const unfolded = new SvelteSet<string>()

export const isLong = (text: string) => text.length > LETTERS * 1.25 || text.split('\n').length > LINES * 1.25
