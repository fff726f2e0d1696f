/** A question before something that cannot be undone. One at a time. */

export interface Question {
  title: string
  text: string
  /** What pressing the button does, in a word. */
  action: string
  run: () => Promise<unknown>
}

class Confirm {
  #question = $state.raw<Question | null>(null)

  get question() {
    return this.#question
  }

  ask(question: Question) {
    this.#question = question
  }

  dismiss() {
    this.#question = null
  }
}

export const confirm = new Confirm()
