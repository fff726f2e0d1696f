const LEAST = 80

/**
 * An attachment for what fills the screen: keeps it above the on-screen keyboard. Other browsers shrink the page
 * (`interactive-widget`); Safari only shrinks what is seen of it.
 */
export function aboveKeyboard(element: HTMLElement) {
  const view = window.visualViewport
  if (!view) return

  function fit() {
    if (!view) return
    const hidden = innerHeight - view.height - view.offsetTop
    element.style.setProperty('--keyboard', hidden > LEAST && view.scale === 1 ? `${hidden}px` : '0px')
  }

  view.addEventListener('resize', fit)
  view.addEventListener('scroll', fit)
  return () => {
    view.removeEventListener('resize', fit)
    view.removeEventListener('scroll', fit)
  }
}
