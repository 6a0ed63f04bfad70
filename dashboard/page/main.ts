import { App } from './app.ts'
import { Connection, takeToken } from './connection.ts'
import { byId, h } from './dom.ts'
import { emptyState } from './empty.ts'
import { setUpTheme } from './theme.ts'

setUpTheme()
const token = takeToken()
if (token === undefined) {
  byId('main').replaceChildren(
    emptyState(
      'This page needs its link.',
      'Open the one that was printed, with its token, by ',
      'governance dashboard',
    ),
  )
  byId('pulse').replaceChildren(h('span', { class: 'dot' }), 'no token')
} else new App(new Connection(token)).start()
