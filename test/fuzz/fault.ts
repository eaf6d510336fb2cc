// in: an answer → out: what is wrong with it, whatever was asked. Never: whether it fits the question.
import type { Answered, Asked } from './ask.ts'

export interface Finding {
  readonly what: string
  readonly seed: number
  readonly asked: Asked
  readonly answer: string
}

/** Plain errors of the reference's code that reach the client as 500: what their texts begin with. */
const plainErrors = [
  'resourceVersion should not be set on objects to be created',
  'strconv.ParseUint: parsing',
  'map: map[',
  'target.',
  '[target.',
  'failed to create typed patch object',
  'failed to merge config',
  'list element types are not identical',
  'failed to create manager for existing fields',
  'error decoding patch',
  'Internal error occurred: failed to allocate',
  'duplicate nodePort',
  'merging an object in json but data type is not struct',
]

export function faultOf({ status, text }: Answered): string | undefined {
  if (status < 500) return undefined
  const message = messageOf(text)
  if (message.includes('see the log of the server')) return 'a defect'
  if (status === 500 && plainErrors.some((text) => message.startsWith(text))) return undefined
  return `status ${status}`
}

function messageOf(text: string): string {
  try {
    return String(JSON.parse(text).message)
  } catch {
    return text.slice(0, 200)
  }
}
