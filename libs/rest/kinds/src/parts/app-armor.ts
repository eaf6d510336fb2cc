// in: a profile, or the old annotation that named one → out: the other form, and what is wrong with it.
import {
  type Dict,
  type FieldError,
  goQuote,
  invalid,
  notSupported,
  required,
  tooLong,
} from '@binnacle/meta'
import { byteLength } from './bytes.ts'

export const appArmorPrefix = 'container.apparmor.security.beta.kubernetes.io/'

/** undefined: the annotation names no profile that a field could hold. */
export function profileOfAnnotation(annotation: string): Dict | undefined {
  if (annotation === 'unconfined') return { type: 'Unconfined' }
  if (annotation === 'runtime/default') return { type: 'RuntimeDefault' }
  if (annotation.startsWith('localhost/') && annotation.length > 'localhost/'.length) {
    return { type: 'Localhost', localhostProfile: annotation.slice('localhost/'.length) }
  }
  return undefined
}

const types = ['Localhost', 'RuntimeDefault', 'Unconfined']
const localhostProfileMaxBytes = 4095

export function checkAppArmorProfile(
  errors: FieldError[],
  path: string,
  profile: Dict | undefined,
): void {
  if (!profile) return
  const local: string | undefined = profile.localhostProfile
  switch (profile.type ?? '') {
    case 'Localhost':
      checkLocalhost(errors, `${path}.localhostProfile`, local)
      break
    case 'RuntimeDefault':
    case 'Unconfined':
      if (local !== undefined) {
        const text = 'can only be set when AppArmor type is Localhost'
        errors.push(invalid(`${path}.localhostProfile`, local, text))
      }
      break
    case '':
      errors.push(required(`${path}.type`, 'type is required when appArmorProfile is set'))
      break
    default:
      errors.push(notSupported(`${path}.type`, profile.type, types))
  }
}

function checkLocalhost(errors: FieldError[], path: string, local: string | undefined): void {
  const missing = 'must be set when AppArmor type is Localhost'
  if (local === undefined) {
    errors.push(required(path, missing))
    return
  }
  if (local.trim() !== local)
    errors.push(invalid(path, local, 'must not be padded with whitespace'))
  else if (local === '') errors.push(required(path, missing))
  if (byteLength(local) > localhostProfileMaxBytes)
    errors.push(tooLong(path, localhostProfileMaxBytes))
}

/** What is wrong with the text of the annotation; undefined when it is good. */
export function appArmorAnnotationFault(annotation: string): string | undefined {
  if (annotation === '' || annotation === 'runtime/default' || annotation === 'unconfined')
    return undefined
  if (annotation.startsWith('localhost/')) return undefined
  return `invalid AppArmor profile name: ${goQuote(annotation)}`
}
