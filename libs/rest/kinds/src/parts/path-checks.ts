// in: a file path inside a volume or on a node → out: an error when it leads out of where it belongs.
import { type FieldError, invalid } from '@binnacle/meta'

export function noBacksteps(errors: FieldError[], path: string, target: string): void {
  if (target.includes('..') && target.split('/').includes('..')) {
    errors.push(invalid(path, target, "must not contain '..'"))
  }
}

/** Relative and without `..`. */
export function localDescending(errors: FieldError[], path: string, target: string): void {
  if (target.startsWith('/')) errors.push(invalid(path, target, 'must be a relative path'))
  noBacksteps(errors, path, target)
}

/** Also names no file that starts with `..`: those are the kubelet's. */
export function localNonReserved(errors: FieldError[], path: string, target: string): void {
  localDescending(errors, path, target)
  if (target.startsWith('..') && !target.startsWith('../')) {
    errors.push(invalid(path, target, "must not start with '..'"))
  }
}
