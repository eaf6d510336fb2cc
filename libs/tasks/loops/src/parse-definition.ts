// in: stored definitions, one after another → out: each as it is kept, with a schema that many share
// only once in memory. Never: what they mean.
import { sameSchema } from '@binnacle/catalogue'
import type { Dict, KubeObject } from '@binnacle/meta'
import { parseObject, type StoredObject } from '@binnacle/objects'

/** Definitions of one template come in a row, and those of a project have a few templates. */
const textsKeptMax = 8
const beforeSchema = Buffer.from('"openAPIV3Schema":{')

interface Shared {
  readonly text: Buffer
  readonly schema: Dict
}

/**
 * A schema is most of a definition and costs most of the time to read. One that says byte for byte
 * what a definition before it said is not read again: a thousand definitions are read at a start.
 */
export class DefinitionParser {
  /** Newest first. */
  #texts: Shared[] = []

  /** Without what nobody asks the definitions' loop for. */
  parse(item: Pick<StoredObject, 'bytes' | 'parse'>): KubeObject {
    const crd = this.#withShared(item.bytes) ?? this.#whole(item)
    delete crd.metadata.managedFields
    return crd
  }

  #whole(item: Pick<StoredObject, 'parse'>): KubeObject {
    const crd = item.parse()
    for (const { schema } of crd.spec.versions) {
      if (!schema?.openAPIV3Schema) continue
      const text = JSON.stringify(schema.openAPIV3Schema)
      schema.openAPIV3Schema = sameSchema(schema.openAPIV3Schema, text)
      this.#keep({ text: Buffer.from(text), schema: schema.openAPIV3Schema })
    }
    return crd
  }

  #keep(shared: Shared): void {
    const others = this.#texts.filter(({ text }) => !text.equals(shared.text))
    this.#texts = [shared, ...others].slice(0, textsKeptMax)
  }

  /** undefined where a schema is new, or stands elsewhere than in a version. */
  #withShared(bytes: Uint8Array): KubeObject | undefined {
    const found: Dict[] = []
    const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    let text = ''
    let from = 0
    for (;;) {
      const at = whole.indexOf(beforeSchema, from)
      if (at < 0) break
      const start = at + beforeSchema.length - 1
      const shared = this.#texts.find((each) => isAt(whole, start, each.text))
      if (shared === undefined) return undefined
      text += `${whole.toString('utf8', from, start)}${found.push(shared.schema) - 1}`
      from = start + shared.text.length
    }
    if (found.length === 0) return undefined
    const crd = parseObject(text + whole.toString('utf8', from))
    return putBack(crd, found) === found.length ? crd : undefined
  }
}

function isAt(whole: Buffer, start: number, text: Buffer): boolean {
  const end = start + text.length
  return end <= whole.length && whole.compare(text, 0, text.length, start, end) === 0
}

/** How many it found the place of: no schema is a number. */
function putBack(crd: KubeObject, found: readonly Dict[]): number {
  let placed = 0
  for (const { schema } of crd.spec?.versions ?? []) {
    if (typeof schema?.openAPIV3Schema !== 'number') continue
    schema.openAPIV3Schema = found[schema.openAPIV3Schema]
    placed++
  }
  return placed
}
