/** Whether this key press sends the message. On a touch keyboard Enter is the only way to a new line, so there it never does. */
export function isSending(event: KeyboardEvent, touch: boolean): boolean {
  if (event.key !== 'Enter' || event.shiftKey || event.altKey || event.isComposing) return false
  return event.ctrlKey || event.metaKey || !touch
}

/** Whether this key press asks for what was said last. With another key beside it, it walks between chats or selects. */
export function isLookingBack({ key, altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean {
  return key === 'ArrowUp' && !(altKey || ctrlKey || metaKey || shiftKey)
}

/** Ctrl and an arrow walk from message to message, to choose which one is answered: 1 to an older, -1 to a newer one. */
export function replyStep({ key, altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): 1 | 0 | -1 {
  if (altKey || shiftKey || !(ctrlKey || metaKey)) return 0
  return key === 'ArrowUp' ? 1 : key === 'ArrowDown' ? -1 : 0
}

/** Whether this key press, made outside any field, is the beginning of a message. */
export function isWriting(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : null
  const elsewhere = target?.closest(
    'input, textarea, select, button, a, [contenteditable], [role="dialog"], [role="menu"]',
  )
  return !elsewhere && event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey
}
