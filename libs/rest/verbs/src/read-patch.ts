// in: the bytes of a patch → out: a function that patches documents. Never: what the documents are.
import type { ObjectType } from '@binnacle/catalogue'
import { decodeDocument, type ParsedDocument, SyntaxFault } from '@binnacle/codec'
import { badRequest, type KubeObject } from '@binnacle/meta'
import {
  inPatchedOrder,
  jsonPatch,
  mergePatch,
  operationMembers,
  patchedText,
  patchText,
  restoreProblems,
  strategicMerge,
} from '@binnacle/patch'
import { canonicalOrder, plainNumbers } from '@binnacle/schema'
import { copyOf } from './body.ts'
import type { PatchKind } from './patch-kinds.ts'
import type { PatchResult } from './patch-result.ts'
import type { FieldValidation } from './write-options.ts'

/** The document given stays as it is; the result shares nothing with it. */
export type Patcher = (document: KubeObject, type: ObjectType) => PatchResult

type Kind = Exclude<PatchKind, 'apply'>

export function readPatch(bytes: Uint8Array, kind: Kind, validation: FieldValidation): Patcher {
  const parsed = parse(bytes)
  const strict = validation !== 'Ignore'
  const members = kind === 'json' ? { members: operationMembers } : undefined
  const found = strict ? parsed.jsonErrors(members) : undefined
  if (kind === 'strategic') return strategic(bytes, found ?? [])
  const run = (document: unknown) => {
    const { value, repeated } = parse(bytes)
    if (kind === 'merge') return mergePatch(document, value, strict, found)
    return jsonPatch(document, value, strict, found, found && repeated?.())
  }
  // Decoding the result changes it in place, and a write may be tried again: each run parses anew.
  return (document) => {
    const patched = run(copyOf(document))
    return {
      document: inPatchedOrder(patched),
      shown: () => patchedText(run(canonicalOrder(document))),
      repeats: kind === 'json' && found !== undefined,
      strictErrors: patched.strictErrors,
    }
  }
}

function strategic(bytes: Uint8Array, duplicates: readonly string[]): Patcher {
  return (document, type) => {
    const { apiVersion, kind } = document
    const patch = plainNumbers(parse(bytes).value)
    // Whatever the patch says the object is, it stays what it was.
    const merged = { ...strategicMerge(copyOf(document), patch, type), apiVersion, kind }
    const problems = restoreProblems(merged, type)
    // Decoding the result changes what it shares with the patch.
    const shown = patchText(patch)
    return {
      document: merged,
      problems,
      shown: () => shown,
      strictErrors: duplicates,
    }
  }
}

function parse(bytes: Uint8Array): ParsedDocument {
  try {
    return decodeDocument(bytes, 'json')
  } catch (error) {
    if (error instanceof SyntaxFault) throw badRequest('invalid JSON patch')
    throw error
  }
}

export interface Configuration {
  readonly object: KubeObject
  /** Duplicate keys, for Warning headers. */
  readonly warnings: readonly string[]
  /** 400 when duplicates are not to be had. */
  refuseStrict(validation: FieldValidation): void
}

/** What an apply's body says, as plain data. */
export interface Configured {
  readonly object: KubeObject
  readonly duplicates: readonly string[]
}

/** An apply's configuration: YAML, of which JSON is a part. */
export function configurationOf(bytes: Uint8Array): Configured {
  const { value: parsed, yamlDuplicates } = parseYaml(bytes)
  const value = plainNumbers(parsed)
  if (value !== null && (typeof value !== 'object' || Array.isArray(value))) {
    throw badRequest(
      `error decoding patch: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${wordFor(value)} into Go value of type map[string]interface {}`,
    )
  }
  return { object: (value ?? {}) as KubeObject, duplicates: yamlDuplicates }
}

export function withRefusal({ object, duplicates }: Configured): Configuration {
  return {
    object,
    warnings: duplicates,
    refuseStrict(validation) {
      if (validation !== 'Strict' || duplicates.length === 0) return
      const text = `yaml: unmarshal errors:\n  ${duplicates.join('\n  ')}`
      throw badRequest(`error strict decoding patch: error converting YAML to JSON: ${text}`)
    },
  }
}

function wordFor(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'boolean') return 'bool'
  return typeof value === 'string' ? 'string' : 'number'
}

function parseYaml(bytes: Uint8Array): ParsedDocument {
  try {
    return decodeDocument(bytes, 'yaml')
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error
    const text = error.message.replace(/^error converting YAML to JSON: /, '')
    throw badRequest(`error encoding patch: ${text}`)
  }
}
