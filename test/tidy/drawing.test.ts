// The drawing of a request's way in the README has the steps of serve.ts, in their order.
import { expect, it } from 'vitest'
import { readTree } from './sources.ts'

it('draws the way of a request as serve.ts walks it', () => {
  const serve = readTree('apps/apiserver/src/serve.ts')
  const walked = [...serve.matchAll(/\bway\.((?!auditUnknown)\w+)\(/g)].map(([, step]) => step)
  const readme = readTree('README.md')
  const drawing = /<!-- way -->([\s\S]*?)<!-- \/way -->/.exec(readme)?.[1] ?? ''
  const drawn = [
    ...drawing.matchAll(/^\s*(\w+)\s+(?:which|who|recorded|when|may|what|does|else)/gm),
  ]
  expect(drawn.map(([, step]) => step)).toEqual(walked)
})
