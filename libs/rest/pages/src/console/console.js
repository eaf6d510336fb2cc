// in: /console/data, every second → out: tables. Never: markup made of what was read; text nodes only.

const everyMs = 1000
const rateOverMs = 10_000
const url = 'console/data'

const at = (id) => document.getElementById(id)
const make = (tag, className) => {
  const element = document.createElement(tag)
  if (className) element.className = className
  return element
}
const say = (element, text) => {
  if (element.textContent !== text) element.textContent = text
}

const whole = new Intl.NumberFormat('en')
const count = (value) => whole.format(Math.round(value))
const rate = (value) => {
  if (value === undefined) return '–'
  if (value === 0) return '0'
  return value < 10 ? value.toFixed(1) : count(value)
}
const time = (ms) => {
  if (ms < 10) return `${ms.toFixed(1)} ms`
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  return span(ms / 1000)
}
const span = (seconds) => {
  if (seconds < 60) return `${Math.floor(seconds)} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`
  if (seconds < 86_400)
    return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
  return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3600)} h`
}
const ago = (ms) => (ms < 2000 ? 'now' : `${span(ms / 1000)} ago`)
const bytes = (value) => {
  if (value < 1 << 20) return `${count(value / 1024)} KiB`
  if (value < 1 << 30) return `${(value / (1 << 20)).toFixed(1)} MiB`
  return `${(value / (1 << 30)).toFixed(2)} GiB`
}
const name = ({ group, resource, subresource }) => {
  if (!resource) return 'other paths'
  return (group ? `${resource}.${group}` : resource) + (subresource ? `/${subresource}` : '')
}
const someone = (user) => user || '(unknown)'
const program = (family) => family || '(unnamed)'

/* What was counted up to now and then: rates come from two such moments of one replica. */
let moments = []
const keyOfClient = ({ user, family }) => `c ${user}\n${family}`
const keyOfKind = (kind) => `k ${kind.verb} ${name(kind)}`

function remember(data) {
  const counts = new Map()
  for (const kind of data.kinds.rows) counts.set(keyOfKind(kind), kind.requests)
  for (const client of data.clients.rows) counts.set(keyOfClient(client), client.requests)
  counts.set('all', data.requests)
  counts.set('failed', data.failed)
  counts.set('cpu', data.replica.cpuSeconds)
  const last = moments.at(-1)
  if (last && (last.id !== data.replica.id || last.uptime > data.replica.uptimeSeconds))
    moments = []
  moments.push({ id: data.replica.id, uptime: data.replica.uptimeSeconds, counts })
  while (moments.length > 2 && data.replica.uptimeSeconds - moments[0].uptime > rateOverMs / 1000) {
    moments.shift()
  }
}

function perSecond(key) {
  const [first, last] = [moments[0], moments.at(-1)]
  const seconds = last.uptime - first.uptime
  if (seconds < 0.5) return undefined
  return Math.max(0, (last.counts.get(key) ?? 0) - (first.counts.get(key) ?? 0)) / seconds
}

/* A cell is a text, or { text, mood } or { text, part }. */
const number = (title) => ({ title, className: 'number' })
const long = (title) => ({ title, className: 'long' })
const medium = (title) => ({ title, className: 'name' })
const plain = (title) => ({ title, className: '' })
const failures = (value) => (value > 0 ? { text: count(value), mood: 'warn' } : '0')
const behind = (value) => ({ text: count(value), mood: value > 100 ? 'warn' : '' })
const code = (value) => ({ text: String(value), mood: value >= 500 ? 'bad' : '' })
const usage = (part) => ({
  text: `${Math.floor(part * 100)} %`,
  mood: part >= 1 ? 'bad' : part >= 0.9 ? 'warn' : '',
  part,
})

const tables = [
  {
    title: 'Replicas',
    columns: [plain('state'), long('name'), medium('host'), plain('address'), number('renewed')],
    shown: (data) => data.replicas,
    row: (one, { replica }) => [
      one.alive
        ? one.serving
          ? { text: 'serving', mood: 'good' }
          : { text: 'alive, no endpoint', mood: 'warn' }
        : { text: 'gone', mood: 'bad' },
      one.id + (one.id === replica.id ? ' (this one)' : ''),
      one.host,
      one.address,
      ago(one.renewedMsAgo),
    ],
    none: 'No replica has a lease.',
  },
  {
    title: 'etcd members',
    columns: [
      plain('state'),
      long('endpoint'),
      plain('version'),
      number('database'),
      number('revision'),
      number('behind'),
      number('answered in'),
    ],
    shown: ({ members }) => ({ rows: members, total: members.length }),
    row: (one) =>
      one.error
        ? [
            { text: 'no answer', mood: 'bad' },
            `${one.endpoint}: ${one.error}`,
            '–',
            '–',
            '–',
            '–',
            time(one.ms),
          ]
        : [
            one.leader
              ? { text: 'leader', mood: 'good' }
              : one.hasLeader
                ? { text: 'follower', mood: 'good' }
                : { text: 'no leader', mood: 'bad' },
            one.endpoint,
            one.version,
            bytes(one.databaseBytes),
            count(one.revision),
            behind(one.behind),
            time(one.ms),
          ],
    none: 'Objects are kept in memory: there is no etcd.',
  },
  {
    title: 'Requests by client',
    columns: [
      long('user'),
      medium('program'),
      number('per second'),
      number('requests'),
      number('failed'),
      number('last'),
    ],
    shown: ({ clients }) => clients,
    row: (one) => [
      someone(one.user),
      program(one.family),
      rate(perSecond(keyOfClient(one))),
      count(one.requests),
      failures(one.failed),
      ago(one.msAgo),
    ],
    more: ({ clients }) =>
      clients.others.requests > 0 ? `${count(clients.others.requests)} requests of others` : '',
    none: 'Nobody has asked yet.',
  },
  {
    title: 'Requests by verb and resource',
    columns: [
      plain('verb'),
      long('resource'),
      number('per second'),
      number('requests'),
      number('failed'),
      number('mean'),
    ],
    shown: ({ kinds }) => kinds,
    row: (one) => [
      one.verb,
      name(one),
      rate(perSecond(keyOfKind(one))),
      count(one.requests),
      failures(one.failed),
      time(one.meanMs),
    ],
    none: 'Nothing has been asked yet.',
  },
  {
    title: 'Slowest requests',
    hint: 'last minutes, to the head of the reply',
    wide: true,
    columns: [
      number('took'),
      plain('verb'),
      long('path'),
      number('code'),
      long('user'),
      medium('program'),
      number('when'),
    ],
    shown: ({ slowest }) => ({ rows: slowest, total: slowest.length }),
    row: (one) => [
      { text: time(one.ms), mood: one.ms >= 1000 ? 'warn' : '' },
      one.verb,
      one.path,
      code(one.code),
      someone(one.user),
      program(one.family),
      ago(one.msAgo),
    ],
    none: 'Nothing has been asked in the last minutes.',
  },
  {
    title: 'Refused requests',
    hint: 'newest first; not 404, 409 and 410',
    wide: true,
    columns: [
      number('code'),
      plain('verb'),
      long('path'),
      long('user'),
      medium('program'),
      plain('from'),
      number('when'),
    ],
    shown: ({ refused }) => refused,
    row: (one) => [
      code(one.code),
      one.verb,
      one.path,
      someone(one.user),
      program(one.family),
      one.address.replace(/^::ffff:/, ''),
      ago(one.msAgo),
    ],
    none: 'Nothing was refused.',
  },
  {
    title: 'Open watches',
    hint: 'with the replica’s own',
    columns: [
      long('resource'),
      number('open'),
      number('behind'),
      number('events waiting'),
      number('lag'),
    ],
    shown: ({ watches }) => watches,
    row: (one) => [
      name(one),
      count(one.open),
      one.behind > 0 ? { text: count(one.behind), mood: 'warn' } : '0',
      count(one.eventsMax),
      one.behind > 0 ? time(one.lagMsMax) : '0',
    ],
    none: 'Nobody watches.',
  },
  {
    title: 'Objects',
    columns: [long('resource'), number('objects')],
    shown: ({ objects }) => objects,
    row: (one) => [name(one), count(one.objects)],
    none: 'There are no objects.',
  },
  {
    title: 'Quota use',
    wide: true,
    columns: [
      long('namespace'),
      long('quota'),
      long('resource'),
      number('used'),
      number('of'),
      plain('part'),
    ],
    shown: ({ quotas }) => quotas,
    row: (one) => [one.namespace, one.name, one.resource, one.used, one.hard, usage(one.part)],
    none: 'No quota is set.',
  },
]

function build(table, index) {
  const section = make('section', table.wide ? 'wide' : '')
  const heading = make('h2')
  heading.id = `t${index}`
  heading.append(table.title)
  table.note = make('small')
  heading.append(table.note)
  table.scroll = make('div', 'scroll')
  table.scroll.tabIndex = 0
  table.scroll.setAttribute('role', 'region')
  table.scroll.setAttribute('aria-labelledby', heading.id)
  const element = make('table')
  element.setAttribute('aria-labelledby', heading.id)
  const head = make('tr')
  for (const { title, className } of table.columns) {
    const cell = make('th', className)
    cell.scope = 'col'
    cell.append(title)
    head.append(cell)
  }
  const top = make('thead')
  top.append(head)
  table.body = make('tbody')
  element.append(top, table.body)
  table.element = element
  table.empty = make('p', 'note')
  table.empty.append(table.none)
  table.scroll.append(element, table.empty)
  section.append(heading, table.scroll)
  at('tables').append(section)
}

function fill(cell, value, className) {
  const { text, mood = '', part } = typeof value === 'string' ? { text: value } : value
  const wanted = `${className} ${mood}`.trim()
  if (cell.className !== wanted) cell.className = wanted
  if (part === undefined) {
    say(cell, text)
    return
  }
  if (cell.childElementCount === 0) cell.replaceChildren(make('meter'), make('span'))
  const [meter, word] = cell.children
  Object.assign(meter, { min: 0, max: 1, high: 0.9, optimum: 0, value: Math.min(1, part) })
  meter.setAttribute('aria-hidden', 'true')
  say(word, text)
}

function show(table, data) {
  const { rows, total } = table.shown(data)
  const parts = [
    rows.length < total ? `${rows.length} of ${count(total)}` : total > 0 ? count(total) : '',
  ]
  parts.push(table.hint ?? '', table.more?.(data) ?? '')
  say(table.note, parts.filter(Boolean).join(' · '))
  table.element.hidden = rows.length === 0
  table.empty.hidden = rows.length > 0
  const { body, columns } = table
  while (body.rows.length > rows.length) body.deleteRow(-1)
  rows.forEach((one, index) => {
    const line = body.rows[index] ?? body.insertRow()
    table.row(one, data).forEach((value, column) => {
      fill(line.cells[column] ?? line.insertCell(), value, columns[column].className)
    })
  })
}

const cards = [
  ['requests/s', () => ({ text: rate(perSecond('all')) })],
  ['failed/s', () => ({ text: rate(perSecond('failed')) })],
  [
    'under way',
    ({ replica: { running } }) => ({ text: count(running.readOnly + running.mutating) }),
  ],
  ['open watches', ({ watches }) => ({ text: count(watches.open) })],
  ['objects', ({ objects }) => ({ text: count(objects.objects) })],
  ['revision', ({ replica }) => ({ text: count(replica.revision) })],
  ['behind etcd', ({ replica }) => behind(replica.behind)],
  [
    'CPU',
    () => ({
      text: perSecond('cpu') === undefined ? '–' : `${Math.round(perSecond('cpu') * 100)} %`,
    }),
  ],
  ['memory', ({ replica }) => ({ text: bytes(replica.residentBytes) })],
  ['up for', ({ replica }) => ({ text: span(replica.uptimeSeconds) })],
].map(([title, read]) => {
  const [card, term, value] = [make('div'), make('dt'), make('dd')]
  term.append(title)
  value.append('–')
  card.append(term, value)
  at('cards').append(card)
  return { value, read }
})

function showAll(data) {
  const { replica } = data
  say(at('who'), `${replica.id} at ${replica.address}`)
  for (const { value, read } of cards) fill(value, read(data), '')
  for (const table of tables) show(table, data)
}

function state(mood, text) {
  at('state').dataset.mood = mood
  say(at('state'), text)
  document.body.classList.toggle('stale', mood === 'bad')
}

async function ask() {
  const reply = await fetch(url, {
    cache: 'no-store',
    credentials: 'same-origin',
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(10_000),
  })
  const denied = reply.status === 401 || reply.status === 403
  if (!reply.ok) throw new Error(`${denied ? 'refused' : 'answered'} with ${reply.status}`)
  return reply.json()
}

let paused = false
let timer

async function turn() {
  clearTimeout(timer)
  if (paused || document.hidden) return
  try {
    const data = await ask()
    if (paused) return
    remember(data)
    showAll(data)
    state('good', 'live')
  } catch (error) {
    state('bad', error instanceof TypeError ? 'no answer' : error.message)
  }
  clearTimeout(timer)
  timer = setTimeout(turn, everyMs)
}

tables.forEach(build)
at('pause').addEventListener('click', () => {
  paused = !paused
  at('pause').setAttribute('aria-pressed', String(paused))
  if (paused) state('wait', 'paused')
  void turn()
})
document.addEventListener('visibilitychange', turn)
void turn()
