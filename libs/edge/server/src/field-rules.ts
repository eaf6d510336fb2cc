// in: status, names and values of a reply → out: whether they can be sent. Never: bytes.

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const badValue = /[^\t\x20-\x7e\x80-\xff]/

export function isFieldName(name: string): boolean {
  return token.test(name)
}

/** Throws a TypeError where the name is none. */
export function refuseBadName(name: string): void {
  if (!isFieldName(name)) throw new TypeError(`no header is named ${name}`)
}

/** Throws a TypeError where a value would end its line, or is no Latin-1. */
export function refuseBadValue(name: string, value: string): void {
  if (badValue.test(value)) throw new TypeError(`the header ${name} has a control character`)
}

/** Throws a RangeError for what is no status of a whole reply. */
export function refuseBadStatus(status: number): void {
  if (Number.isInteger(status) && status >= 200 && status <= 599) return
  throw new RangeError(`no reply has the status ${status}`)
}
