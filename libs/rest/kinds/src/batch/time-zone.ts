// in: the name of a time zone → out: why there is none of that name.
const partPattern = /^[A-Za-z.\-_0-9+]{1,14}$/

function exists(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    // Engines take offsets and any letter case, the time zone database neither.
    return !/^[+-]/.test(name)
  } catch {
    return false
  }
}

export function timeZoneFault(name: string): string[] {
  if (name === '') return ['timeZone must be nil or non-empty string']
  for (const part of name.split('/')) {
    const odd = part === '.' || part === '..' || part.startsWith('-') || !partPattern.test(part)
    if (odd) return [`unknown time zone ${name}`]
  }
  const faults: string[] = []
  if (name.toLowerCase() === 'local') {
    faults.push(
      'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones',
    )
  }
  if (name !== 'Local' && !exists(name)) faults.push(`unknown time zone ${name}`)
  return faults
}
