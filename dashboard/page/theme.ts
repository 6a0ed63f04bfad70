import { byId } from './dom.ts'

const place = 'governance-dashboard-theme'
const names = ['auto', 'light', 'dark'] as const
type Theme = (typeof names)[number]

/** The theme is the system's until somebody chooses one; the choice stays in this browser. */
export function setUpTheme(): void {
  const button = byId('theme')
  let theme = names.find((name) => name === localStorage.getItem(place)) ?? 'auto'
  const show = () => {
    document.documentElement.dataset.theme = theme
    button.textContent = words[theme]
    button.setAttribute('aria-label', `Theme: ${words[theme]}`)
  }
  button.addEventListener('click', () => {
    theme = names[(names.indexOf(theme) + 1) % names.length] ?? 'auto'
    localStorage.setItem(place, theme)
    show()
  })
  show()
}

const words: Readonly<Record<Theme, string>> = { auto: 'Auto', light: 'Light', dark: 'Dark' }
