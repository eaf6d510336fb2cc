// in: nothing → out: the functions that every expression has. Never: variables.
import { functionsOf } from './declare.ts'
import type { Environment } from './environment.ts'
import { authorizers } from './library/authorizer.ts'
import { conversions } from './library/conversions.ts'
import { formatFunctions } from './library/formats.ts'
import { jsonPatches } from './library/json-patch.ts'
import { lists } from './library/lists.ts'
import { network } from './library/network.ts'
import { operators } from './library/operators.ts'
import { optionals } from './library/optionals.ts'
import { quantities } from './library/quantities.ts'
import { regexes } from './library/regex.ts'
import { semvers } from './library/semver.ts'
import { strings } from './library/strings.ts'
import { times } from './library/times.ts'
import { urls } from './library/urls.ts'

const libraries = [
  operators,
  conversions,
  times,
  regexes,
  strings,
  lists,
  optionals,
  urls,
  network,
  quantities,
  formatFunctions,
  semvers,
  authorizers,
]

const nothing = { variables: new Map(), structs: new Map() }

export const baseEnvironment: Environment = { functions: functionsOf(...libraries), ...nothing }

/** For mutating policies, which write JSON patches. */
export const patchEnvironment: Environment = {
  functions: functionsOf(...libraries, jsonPatches),
  ...nothing,
}
