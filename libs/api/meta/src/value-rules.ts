// in: ports, identifiers, keys and other short values → out: texts that say what is wrong with them.
import { byteLength, emptyText, maxLengthText, patternText, rangeText } from './text-rules.ts'

export function inRange(value: number, low: number, high: number): string[] {
  return value >= low && value <= high ? [] : [rangeText(low, high)]
}

export function portNumber(port: number): string[] {
  return inRange(port, 1, 65535)
}

const idMax = 2147483647

export function userId(id: number): string[] {
  return inRange(id, 0, idMax)
}

export const groupId = userId

/** Names of ports of services and containers. */
export function portName(name: string): string[] {
  const texts: string[] = []
  if (byteLength(name) > 15) texts.push(maxLengthText(15))
  if (!/^[-a-z0-9]+$/.test(name)) {
    texts.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)')
  }
  if (!/[a-z]/.test(name)) texts.push('must contain at least one letter (a-z)')
  if (name.includes('--')) texts.push('must not contain consecutive hyphens')
  if (name.startsWith('-') || name.endsWith('-')) {
    texts.push('must not begin or end with a hyphen')
  }
  return texts
}

export function percent(value: string): string[] {
  if (/^[0-9]+%$/.test(value)) return []
  const what = "a valid percent string must be a numeric string followed by an ending '%'"
  return [patternText(what, '[0-9]+%', '1%', '93%')]
}

export function httpHeaderName(value: string): string[] {
  if (/^[-A-Za-z0-9]+$/.test(value)) return []
  const what = "a valid HTTP header must consist of alphanumeric characters or '-'"
  return [patternText(what, '[-A-Za-z0-9]+', 'X-Header-Name')]
}

export function cIdentifier(value: string): string[] {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(value)) return []
  const what =
    "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'"
  return [patternText(what, '[A-Za-z_][A-Za-z0-9_]*', 'my_name', 'MY_NAME', 'MyName')]
}

function upwards(value: string): string[] {
  if (value === '.' || value === '..') return [`must not be '${value}'`]
  return value.startsWith('..') ? ["must not start with '..'"] : []
}

export function envVarName(value: string): string[] {
  const texts: string[] = []
  if (!/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(value)) {
    const what =
      "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit"
    texts.push(
      patternText(what, '[-._a-zA-Z][-._a-zA-Z0-9]*', 'my.env-name', 'MY_ENV.NAME', 'MyEnvName1'),
    )
  }
  return [...texts, ...upwards(value)]
}

export function relaxedEnvVarName(value: string): string[] {
  const texts: string[] = []
  if (value === '') texts.push(`environment variable name ${emptyText}`)
  if (!/^[ -<>-~]*$/.test(value)) {
    texts.push(
      "a valid environment variable name must consist only of printable ASCII characters other than '='",
    )
  }
  return texts
}

/** Keys of ConfigMap and Secret data. */
export function configMapKey(value: string): string[] {
  const texts: string[] = []
  if (byteLength(value) > 253) texts.push(maxLengthText(253))
  if (!/^[-._a-zA-Z0-9]+$/.test(value)) {
    const what = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'"
    texts.push(patternText(what, '[-._a-zA-Z0-9]+', 'key.name', 'KEY_NAME', 'key-name'))
  }
  return [...texts, ...upwards(value)]
}

/** Reasons of conditions. */
export function conditionReason(value: string): string[] {
  if (/^[A-Za-z](?:[A-Za-z0-9_,:]*[A-Za-z0-9_])?$/.test(value)) return []
  const what =
    "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_'"
  return [
    patternText(
      what,
      '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?',
      'my_name',
      'MY_NAME',
      'MyName',
      'ReasonA,ReasonB',
      'ReasonA:ReasonB',
    ),
  ]
}
