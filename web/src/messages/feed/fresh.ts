const A_FEW = 20

/** The keys that came at the end since `before`. A whole page at once is not news and answers none. */
export function newcomers(before: readonly { key: string }[], now: readonly { key: string }[]): string[] {
  const last = before.at(-1)?.key
  if (last === undefined) return []
  const fresh: string[] = []
  for (let i = now.length - 1; i >= 0 && fresh.length <= A_FEW; i--) {
    const key = now[i]?.key
    if (key === undefined || key === last) return fresh
    fresh.push(key)
  }
  return []
}
