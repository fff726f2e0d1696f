/** The browser's locks between tabs, which jsdom has not: one holder at a time, the others in line. */
const lines = new Map<string, Promise<unknown>>()

export const locks = {
  request<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const turn = (lines.get(name) ?? Promise.resolve()).then(work, work)
    lines.set(name, turn)
    return turn
  },
}
