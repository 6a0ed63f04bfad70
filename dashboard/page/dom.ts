import { printable } from '../../policy/printable.ts'

type Child = Node | string | undefined | false
type Attributes = Record<string, string | number | boolean | undefined | ((event: never) => void)>

/**
 * Makes an element. Text goes in as text, never as markup, and with everything written out that would hide in it or
 * turn it round: much of it was chosen by an agent. Functions under `onclick` and the like become listeners.
 * There is no other way in this page to make one.
 */
export function h<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  return fill(document.createElement(name), attributes, children)
}

/** The same for a part of a drawing. */
export function s<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Name] {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children)
}

function fill<E extends Element>(
  element: E,
  attributes: Attributes,
  children: readonly Child[],
): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') {
      element.addEventListener(name.slice(2), value as EventListener)
    } else if (value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? '' : printable(String(value)))
    }
  }
  for (const child of children) {
    if (child !== undefined && child !== false) {
      element.append(typeof child === 'string' ? printable(child) : child)
    }
  }
  return element
}

/** Something an agent may have named: on its own, and reading from left to right whatever it holds. */
export function foreign(text: string, className = ''): HTMLElement {
  return h('bdi', { class: `foreign ${className}`.trim(), dir: 'ltr' }, text)
}

/** An element that the page is known to have. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id)
  if (!found) throw new Error(`the page has no #${id}`)
  return found
}

/** Copies a text, and says so on the button for a moment. */
export function copyButton(label: string, text: () => string): HTMLButtonElement {
  const button = h(
    'button',
    {
      type: 'button',
      onclick: () => {
        navigator.clipboard.writeText(text()).then(
          () => flash(button, 'Copied', label),
          () => flash(button, 'Not copied', label),
        )
      },
    },
    label,
  )
  return button
}

function flash(button: HTMLButtonElement, message: string, label: string): void {
  button.textContent = message
  setTimeout(() => {
    button.textContent = label
  }, 1_500)
}
