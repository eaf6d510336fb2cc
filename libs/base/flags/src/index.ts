export { nearest } from './nearest.ts'
export { parseDuration } from './parse-duration.ts'
export { FlagValues, type KnownFlag, readFlags, unknownFlag } from './read-flags.ts'
export { UsageError } from './usage-error.ts'
