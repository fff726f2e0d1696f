/** Short news at the bottom of the screen: at most two at once, each once. */
export interface Toast {
  id: number
  text: string
  look: 'done' | 'error'
  action?: { text: string; run: () => void }
}

const STAY_MS = 4000
export const STAY_WITH_ACTION_MS = 6000
const AT_ONCE = 2

class Toasts {
  #shown = $state.raw<Toast[]>([])
  #count = 0

  get shown(): readonly Toast[] {
    return this.#shown
  }

  /** Answers how to close it before its time. */
  done(text: string, action?: Toast['action']): () => void {
    const id = this.#show({ text, look: 'done', action })
    setTimeout(() => this.dismiss(id), action ? STAY_WITH_ACTION_MS : STAY_MS)
    return () => this.dismiss(id)
  }

  /** Stays until it is closed. */
  error(text: string, action?: Toast['action']) {
    this.#show({ text, look: 'error', action })
  }

  dismiss(id: number) {
    this.#shown = this.#shown.filter((toast) => toast.id !== id)
  }

  #show(toast: Omit<Toast, 'id'>): number {
    const id = ++this.#count
    const others = this.#shown.filter((each) => each.text !== toast.text)
    this.#shown = [...others, { ...toast, id }].slice(-AT_ONCE)
    return id
  }
}

export const toasts = new Toasts()
