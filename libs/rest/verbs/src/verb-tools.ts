// in: nothing → out: what every verb is handed when the server is put together. Never: a request.
import type { Admission } from '@binnacle/admission'
import type { SubresourceTools, Surroundings } from '@binnacle/kinds'

export interface VerbTools {
  readonly surroundings: Surroundings
  readonly admission: Admission
  /** Hands a request to another server (rest/proxy). */
  forward: SubresourceTools['forward']
  /** Answers with a text that another server has (rest/proxy). */
  stream: SubresourceTools['stream']
  now(): Date
  uid(): string
  /** Five characters for generateName. */
  nameSuffix(): string
  /** Largest gzip gain is had above this; smaller replies go out as they are. Bytes. */
  readonly gzipFromBytes: number
  /** From here on an object or a patch is looked at on another thread. Bytes. */
  readonly apartFromBytes: number
  /** A watch without timeoutSeconds lasts between this and twice this. Seconds. */
  readonly watchTimeoutMinSeconds: number
  /** Objects of one collection that are deleted at the same time; default: 1. */
  readonly deletionsAtOnce?: number
}
