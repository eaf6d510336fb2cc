// in: an object and a form → out: the bytes of an answer. Never: a change of the object.
import './exact-integers.ts'
import { ApiError, type Dict, failure } from '@binnacle/meta'
import type { OutputForm } from './negotiate.ts'
import { toYaml } from './to-yaml.ts'
import { writeProtobuf } from './write-protobuf.ts'

export const protobufName = 'application/vnd.kubernetes.protobuf'

export interface Encoded {
  readonly contentType: string
  readonly body: string | Buffer
}

export function encode(value: unknown, form: Pick<OutputForm, 'format' | 'pretty'>): Encoded {
  switch (form.format) {
    case 'protobuf':
      return { contentType: protobufName, body: encodeProtobuf(value as Dict) }
    case 'yaml':
      return { contentType: 'application/yaml', body: toYaml(value) }
    default:
      return { contentType: 'application/json', body: encodeJson(value, form.pretty) }
  }
}

/** One line and a line break, or indented by two without one, as the reference. */
export function encodeJson(value: unknown, pretty = false): string {
  return pretty ? JSON.stringify(value, undefined, 2) : `${JSON.stringify(value)}\n`
}

/** 406 for a kind that has no protobuf form. */
function encodeProtobuf(value: Dict): Buffer {
  const bytes = writeProtobuf(value)
  if (bytes !== undefined) return bytes
  const text = `object *${value.kind} does not implement the protobuf marshalling interface and cannot be encoded to a protobuf message`
  throw new ApiError(failure(406, 'NotAcceptable', text))
}

/** One event of a watch. `object` is JSON already. */
export function frameEvent(type: string, object: string): string {
  return `{"type":"${type}","object":${object}}\n`
}
