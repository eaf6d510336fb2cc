// in: the record of a resource that users defined → out: its kind. Never: the definition's own kind.
import { type CustomDef, hasCondition, type ResourceDef } from '@binnacle/catalogue'
import { compileRuleTree, type RuleTree, validateRules } from '@binnacle/cel'
import {
  type Dict,
  type FieldError,
  formatApiVersion,
  forbiddenError,
  invalid,
  type KubeObject,
} from '@binnacle/meta'
import {
  checkEmbedded,
  checkUnique,
  Correlated,
  copyJson,
  defaultCustom,
  pruneCustom,
  pruneNulls,
  sameJson,
  validateCustom,
} from '@binnacle/schema'
import type { Kind, SubresourceRule, WriteContext } from '../kind.ts'
import { customColumns } from './custom-columns.ts'
import { customScale, scaleErrors } from './custom-scale.ts'
import { finalizerWarnings } from './finalizer-warnings.ts'
import { compileJsonPath } from './json-path.ts'

// biome-ignore lint/suspicious/noExplicitAny: any JSON
type Json = any

function storageSchema(custom: CustomDef): Json {
  const versions: Json[] = custom.definition.spec.versions
  return versions.find((version) => version.storage)?.schema?.openAPIV3Schema
}

/** Types whose failure makes rules meaningless. */
const blocking: ReadonlySet<string> = new Set([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
])

const unchecked =
  'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation'

class CustomKind implements Kind {
  readonly hasGeneration = true
  readonly unconditionalUpdate = false
  readonly columns
  readonly selectableFields: readonly string[]
  readonly resetFields
  readonly subresources: Readonly<Record<string, SubresourceRule>>
  private readonly def: ResourceDef
  private readonly custom: CustomDef
  private readonly paths: readonly (readonly [string, (object: Json) => Json[]])[]
  private tree: RuleTree | undefined | null = null
  /** What the last check would only warn of, taken by `warn`. */
  private readonly forgiven = new WeakMap<KubeObject, string[]>()

  constructor(def: ResourceDef, custom: CustomDef) {
    this.def = def
    this.custom = custom
    this.columns = customColumns(custom)
    this.paths = custom.selectableFields.map((path) => [
      path.replace(/^\./, ''),
      compileJsonPath(path) ?? (() => []),
    ])
    this.selectableFields = this.paths.map(([name]) => name)
    this.resetFields = custom.hasStatus
      ? { '': [['status']], status: [['metadata'], ['spec']] }
      : undefined
    this.subresources = this.rulesOfSubresources()
  }

  private get schema(): Json {
    return this.custom.schema
  }

  private get rules(): RuleTree | undefined {
    if (this.tree === null) this.tree = compileRuleTree(this.schema, true)
    return this.tree
  }

  private get differs(): boolean {
    return this.def.version !== this.def.storage.version
  }

  toStorage = (object: KubeObject): KubeObject => {
    if (this.schema) defaultCustom(object, this.schema)
    return object
  }

  fromStorage = (object: KubeObject): KubeObject => {
    // What a webhook converts comes from the store as it is to be shown.
    if (this.custom.converts) return object
    const stored = storageSchema(this.custom)
    if (stored) {
      pruneNulls(object, stored)
      defaultCustom(object, stored)
    }
    if (this.differs && !this.custom.preserveUnknownFields) {
      pruneCustom(object, this.schema, true)
    }
    return object
  }

  /** What was stored, as the reference compares with it. */
  private seen(was: KubeObject): KubeObject {
    return this.fromStorage(copyJson(was))
  }

  prepare = (object: KubeObject): void => {
    if (hasCondition(this.custom.definition, 'Terminating')) {
      const reason = 'create not allowed while custom resource definition is terminating'
      throw forbiddenError(this.def, object.metadata.name ?? '', reason)
    }
    if (this.custom.hasStatus) delete object.status
    object.metadata.generation = 1
  }

  prepareChange = (object: KubeObject, was: KubeObject): void => {
    const before = this.seen(was)
    if (this.custom.hasStatus) {
      if (before.status === undefined) delete object.status
      else object.status = before.status
    }
    const generation = was.metadata.generation ?? 1
    const same = sameJson(withoutHead(object), withoutHead(before))
    object.metadata.generation = same ? generation : generation + 1
  }

  /** Rules are written for the version of the request. */
  private inRequestVersion(object: KubeObject): KubeObject {
    return { ...object, apiVersion: formatApiVersion(this.def), kind: this.def.kind }
  }

  check = (object: KubeObject): FieldError[] => {
    const value = this.inRequestVersion(object)
    const errors = validateCustom(value, this.schema)
    const { scale } = this.custom
    if (scale) errors.push(...scaleErrors(object, scale, false))
    errors.push(...checkEmbedded(value, this.schema), ...checkUnique(value, this.schema))
    this.checkRules(errors, value, undefined, undefined, object)
    this.settle(object, errors)
    return errors
  }

  checkChange = (object: KubeObject, was: KubeObject): FieldError[] => {
    const value = this.inRequestVersion(object)
    const old = this.inRequestVersion(this.seen(was))
    const correlated = this.schema ? new Correlated(value, old, this.schema) : undefined
    const errors = validateCustom(value, this.schema, { correlated })
    const { scale } = this.custom
    if (scale) errors.push(...scaleErrors(object, scale, false))
    errors.push(...checkEmbedded(value, this.schema))
    if (checkUnique(old, this.schema).length === 0) errors.push(...checkUnique(value, this.schema))
    this.checkRules(errors, value, old, correlated, object)
    this.settle(object, errors)
    return errors
  }

  private checkStatus(object: KubeObject, was: KubeObject): FieldError[] {
    const value = this.inRequestVersion(object)
    const old = this.inRequestVersion(this.seen(was))
    const correlated = this.schema ? new Correlated(value, old, this.schema) : undefined
    const errors: FieldError[] = []
    if (Object.hasOwn(value, 'status')) {
      const schema = this.schema?.properties?.status
      const pair = correlated?.key('status')
      errors.push(...validateCustom(value.status, schema, { prefix: 'status', correlated: pair }))
    }
    const { scale } = this.custom
    if (scale) errors.push(...scaleErrors(object, scale, true))
    const twice = checkUnique(value, this.schema)
    if (twice.length > 0 && checkUnique(old, this.schema).length === 0) errors.push(...twice)
    this.checkRules(errors, value, old, correlated, object)
    this.settle(object, errors)
    return errors
  }

  private checkRules(
    errors: FieldError[],
    value: KubeObject,
    old: KubeObject | undefined,
    correlated: Correlated | undefined,
    object: KubeObject,
  ): void {
    const { rules } = this
    if (rules === undefined) return
    if (errors.some((error) => blocking.has(error.type))) {
      errors.push(invalid('<nil>', null, unchecked))
      return
    }
    const found = validateRules(rules, { value, old, correlated })
    errors.push(...found.errors)
    if (found.warnings.length > 0) this.forgiven.set(object, found.warnings)
  }

  /** A good object loses what only the version of the request knows. */
  private settle(object: KubeObject, errors: readonly FieldError[]): void {
    if (errors.length > 0 || !this.differs || this.custom.preserveUnknownFields) return
    pruneCustom(object, storageSchema(this.custom), true)
  }

  warn = (object: KubeObject, was: KubeObject | undefined): string[] => {
    const forgiven = this.forgiven.get(object) ?? []
    return [...forgiven, ...finalizerWarnings(object, was)]
  }

  selectable = (object: KubeObject): Record<string, string> => {
    const values: Record<string, string> = {}
    for (const [name, find] of this.paths) {
      const [value] = find(object)
      values[name] = value === undefined || value === null ? '' : String(value)
    }
    return values
  }

  private rulesOfSubresources(): Record<string, SubresourceRule> {
    const rules: Record<string, SubresourceRule> = {}
    const { scale, hasStatus } = this.custom
    if (scale) rules.scale = customScale(scale)
    if (!hasStatus) return rules
    rules.status = {
      writes: 'part',
      prepareChange: (object: KubeObject, was: KubeObject) => this.keepAllButStatus(object, was),
      checkChange: (object: KubeObject, was: KubeObject, _: WriteContext) =>
        this.checkStatus(object, was),
      warn: (object: KubeObject) => this.forgiven.get(object) ?? [],
    }
    return rules
  }

  private keepAllButStatus(object: KubeObject, was: KubeObject): void {
    const { status } = object
    const hadStatus = Object.hasOwn(object, 'status')
    const { managedFields, resourceVersion } = object.metadata
    const before = this.seen(was) as Dict
    for (const name of Object.keys(object)) delete (object as Dict)[name]
    Object.assign(object, before)
    if (managedFields === undefined) delete object.metadata.managedFields
    else object.metadata.managedFields = managedFields
    if (resourceVersion !== undefined) object.metadata.resourceVersion = resourceVersion
    if (hadStatus) object.status = status
    else delete object.status
  }
}

/** What counts for the generation. */
function withoutHead(object: KubeObject): Dict {
  const { metadata: _, apiVersion: __, kind: ___, ...rest } = object as Dict
  return rest
}

export function customKind(def: ResourceDef, custom: CustomDef): Kind {
  return new CustomKind(def, custom)
}
