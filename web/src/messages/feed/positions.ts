import type { Position } from './scroll.svelte'

/** Where each chat was left, for as long as the page lives. */
export const positions = new Map<string, Position>()
