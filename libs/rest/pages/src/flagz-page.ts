// in: the flags of this process → out: /flagz: which flags are set to what.
import { anySeparator, componentPage } from './component-page.ts'
import type { ExactPage } from './health-pages.ts'

/** `flags`: values as upstream prints them, by name. Secrets stand in files, which flags only name. */
export function flagzPages(
  flags: Readonly<Record<string, string>>,
): ReadonlyMap<string, ExactPage> {
  const separator = anySeparator()
  const names = Object.keys(flags).sort()
  return componentPage({
    kind: 'Flagz',
    facts: () => ({ flags: Object.fromEntries(names.map((name) => [name, flags[name]])) }),
    text: () => names.map((name) => `${name}${separator}${flags[name]}\n`).join(''),
  })
}
