/** Where a menu opens that belongs to a button. */
export function below(button: HTMLElement) {
  const { left, bottom } = button.getBoundingClientRect()
  return { x: left, y: bottom + 4 }
}
