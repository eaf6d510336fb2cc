// in: nothing → out: what expressions that write JSON patches need.
import { type Overload, overload } from '../declare.ts'

export const jsonPatches: readonly Overload[] = [
  overload('string_jsonpatch_escapeKey_string', 'jsonpatch~escapeKey(string): string', (key) =>
    (key as string).replaceAll('~', '~0').replaceAll('/', '~1'),
  ),
]
