// in: a User-Agent header → out: the program's short name: kubectl, Firefox. Never: a version.

const nameMax = 40
const browsers = [
  [/\bEdg\//, 'Edge'],
  [/\bFirefox\//, 'Firefox'],
  [/\b(Headless)?Chrome\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
] as const

/** '' for who says nothing. */
export function clientFamily(userAgent: string): string {
  if (userAgent.startsWith('Mozilla/')) {
    const head = userAgent.slice(0, 300)
    return browsers.find(([pattern]) => pattern.test(head))?.[1] ?? 'browser'
  }
  const end = userAgent.search(/[/ (]/)
  return userAgent.slice(0, end < 0 ? nameMax : Math.min(end, nameMax))
}
