// in: the bytes of a patch → out: a function that patches documents. Never: what the documents are.
import type { ObjectType } from '@binnacle/catalogue'
import { decodeDocument, type ParsedDocument, SyntaxFault } from '@binnacle/codec'
import { badRequest, type KubeObject } from '@binnacle/meta'
import { jsonPatch, mergePatch, patchedText, patchText, strategicMerge } from '@binnacle/patch'
import { plainNumbers } from '@binnacle/schema'
import type { PatchKind } from './patch-kinds.ts'
import type { PatchResult } from './patch-result.ts'
import type { FieldValidation } from './write-options.ts'

export type Patcher = (document: KubeObject, type: ObjectType) => PatchResult

type Kind = Exclude<PatchKind, 'apply'>

export function readPatch(bytes: Uint8Array, kind: Kind, validation: FieldValidation): Patcher {
  const parsed = parse(bytes, kind)
  const patch = plainNumbers(parsed.value)
  const strict = validation !== 'Ignore'
  const duplicates = strict ? (parsed.jsonErrors(undefined) ?? []) : []
  if (kind === 'strategic') {
    return (document, type) => {
      const used = structuredClone(patch)
      const merged = strategicMerge(document, used, type)
      return { document: merged, shown: () => patchText(used), strictErrors: duplicates }
    }
  }
  const apply = kind === 'json' ? jsonPatch : mergePatch
  return (document) => {
    const patched = apply(document, structuredClone(patch), strict, duplicates)
    const { document: result, strictErrors } = patched
    return { document: result, shown: () => patchedText(patched), strictErrors }
  }
}

function parse(bytes: Uint8Array, kind: Kind): ParsedDocument {
  try {
    return decodeDocument(bytes, 'json')
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error
    throw badRequest(kind === 'strategic' ? error.message : 'invalid JSON patch')
  }
}

export interface Configuration {
  readonly object: KubeObject
  /** Duplicate keys, for Warning headers. */
  readonly warnings: readonly string[]
  /** 400 when duplicates are not to be had. */
  refuseStrict(validation: FieldValidation): void
}

/** An apply's configuration: YAML, of which JSON is a part. */
export function readApply(bytes: Uint8Array): Configuration {
  const parsed = parseYaml(bytes)
  const value = plainNumbers(parsed.value)
  const duplicates = parsed.yamlDuplicates
  if (value !== null && (typeof value !== 'object' || Array.isArray(value))) {
    const what = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value
    throw badRequest(
      `error decoding patch: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${what} into Go value of type map[string]interface {}`,
    )
  }
  return {
    object: (value ?? {}) as KubeObject,
    warnings: duplicates,
    refuseStrict(validation) {
      if (validation !== 'Strict' || duplicates.length === 0) return
      const text = `yaml: unmarshal errors:\n  ${duplicates.join('\n  ')}`
      throw badRequest(`error strict decoding patch: error converting YAML to JSON: ${text}`)
    },
  }
}

function parseYaml(bytes: Uint8Array): ParsedDocument {
  try {
    return decodeDocument(bytes, 'yaml')
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error
    throw badRequest(`error encoding patch: ${error.message.replace(/^error converting YAML to JSON: /, '')}`)
  }
}
