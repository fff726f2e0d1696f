import { isLively, move } from './motion'

/** What the element has shown until now folds away over what it shows next: a likeness nobody can touch or hear. */
export function fold(element: HTMLElement) {
  if (!isLively()) return
  const likeness = element.cloneNode(true) as HTMLElement
  likeness.inert = true
  likeness.ariaHidden = 'true'
  Object.assign(likeness.style, {
    position: 'absolute',
    top: `${element.offsetTop}px`,
    left: `${element.offsetLeft}px`,
    width: `${element.offsetWidth}px`,
    height: `${element.offsetHeight}px`,
    transformOrigin: 'top',
  })
  element.parentElement?.append(likeness)
  void move(likeness, { transform: 'none', opacity: 1 }, { transform: 'scaleY(0)', opacity: 0 }).then(() =>
    likeness.remove(),
  )
}
