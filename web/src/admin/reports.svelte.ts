/** What people have reported, and what an administrator does about it. */
import { api, type Report } from './api'
import { Pages } from './pages.svelte'

export type Shown = 'open' | 'settled'

export class Reports {
  readonly pages = new Pages<Report>(async (cursor) => {
    const { reports, next_cursor } = await api.reports(this.#shown === 'settled', cursor)
    return { items: reports, next: next_cursor }
  })
  #shown = $state<Shown>('open')

  get shown() {
    return this.#shown
  }

  set shown(shown: Shown) {
    this.#shown = shown
    void this.pages.load()
  }

  /** Settled or open again, it leaves the list it was in. */
  async settle(report: Report, resolved: boolean, resolution: string | null = null) {
    await api.settle(report.id, { resolved, ...(resolution !== null && { resolution }) })
    this.pages.swap(report, null)
  }

  /** What was said goes, and with it the report. */
  async deleteMessage(report: Report, resolution: string) {
    if (report.message_id) await api.removeMessage(report.message_id)
    await this.settle(report, true, resolution)
  }

  async disable(report: Report, resolution: string) {
    if (report.user) await api.changeAccount(report.user.id, { disabled: true })
    await this.settle(report, true, resolution)
  }
}
