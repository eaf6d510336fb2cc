// in: the fieldManager parameter and the user agent → out: the manager's name, or what is wrong with it.
import { type FieldError, invalid, tooLong } from '@binnacle/meta'

const longest = 128
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u

export function checkFieldManager(name: string, field = 'fieldManager'): FieldError[] {
  const errors: FieldError[] = []
  if (Buffer.byteLength(name) > longest) errors.push(tooLong(field, longest))
  let position = 0
  for (const rune of name) {
    if (unprintable.test(rune)) {
      const code = (rune.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')
      errors.push(invalid(field, name, `invalid character U+${code} (at position ${position})`))
    }
    position += Buffer.byteLength(rune)
  }
  return errors
}

/** Without a name, the user agent up to its first slash counts, without what cannot be printed. */
export function fieldManagerOf(name: string, userAgent: string): string {
  if (name !== '') return name
  let prefix = ''
  let size = 0
  for (const rune of userAgent.split('/')[0] as string) {
    if (unprintable.test(rune)) continue
    size += Buffer.byteLength(rune)
    if (size > longest) break
    prefix += rune
  }
  return prefix
}
