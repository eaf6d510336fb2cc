// in: a schema and where rules stand in it → out: the types that rules see and how often they may run. Never: rules.
import { type DeclType, escapeName, type Schema, schemaType, selfTypeName } from '@binnacle/cel'

const costlyFrom = 1_000_000
const costlyMax = 4

/** The cost of all rules of a definition's version. */
export class TotalCost {
  total = 0
  readonly costly: { readonly path: string; readonly cost: number }[] = []

  add(path: string, cost: number): void {
    this.total = Math.min(this.total + cost, 2 ** 64)
    if (cost < costlyFrom) return
    this.costly.push({ path, cost })
    this.costly.sort((a, b) => b.cost - a.cost)
    this.costly.splice(costlyMax)
  }
}

interface TypeInfo {
  readonly schema: Schema
  /** undefined: the schema above has another type than one with such parts. */
  readonly decl: DeclType | undefined
}

type Step = { readonly property: string } | 'items' | 'additional'

function isEmbedded(schema: Schema): boolean {
  return schema?.['x-kubernetes-embedded-resource'] === true
}

/** How many values of this schema's children there may be within one value; undefined: no bound. */
function childrenMax(schema: Schema): number | undefined {
  const limit = (value: unknown): number | undefined =>
    value === undefined || value === null ? undefined : Math.max(Number(value), 0)
  if (schema.type === 'array') return limit(schema.maxItems)
  const additional = schema.additionalProperties
  const isMap = schema.type === 'object' && additional !== undefined && additional !== null
  return isMap ? limit(schema.maxProperties) : 1
}

export class RuleContext {
  readonly total: TotalCost
  /** undefined: no bound. */
  readonly cardinality: number | undefined
  private readonly schema: Schema
  private readonly parent: RuleContext | undefined
  private readonly step: Step | undefined
  private readonly inScope: boolean
  private known: TypeInfo | undefined

  private constructor(schema: Schema, parent?: RuleContext, step?: Step) {
    this.schema = schema
    this.parent = parent
    this.step = step
    this.total = parent?.total ?? new TotalCost()
    const own = (schema?.['x-kubernetes-validations'] ?? []).length > 0
    this.inScope = own || parent?.inScope === true
    this.cardinality = parent === undefined ? 1 : parent.childCardinality()
  }

  static root(schema: Schema): RuleContext {
    return new RuleContext(schema)
  }

  child(schema: Schema, step: Step): RuleContext {
    return new RuleContext(schema, this, step)
  }

  private childCardinality(): number | undefined {
    const most = childrenMax(this.schema)
    if (this.cardinality === undefined || most === undefined) return undefined
    return Math.min(this.cardinality * most, 2 ** 64)
  }

  /** undefined: rules cannot see such values. */
  type(): TypeInfo | undefined {
    if (!this.inScope) return undefined
    this.known ??= this.find()
    return this.known
  }

  /** Nothing is seen below a schema that rules cannot see. */
  private find(): TypeInfo | undefined {
    if (!this.parent?.inScope) return this.own()
    const above = this.parent.type()
    return above && (this.within(above) ?? this.own())
  }

  private own(): TypeInfo | undefined {
    const isRoot = this.parent === undefined || isEmbedded(this.schema)
    const decl = schemaType(this.schema, isRoot, selfTypeName())
    return decl && { schema: this.schema, decl }
  }

  private within(above: TypeInfo): TypeInfo | undefined {
    if (typeof this.step === 'object') {
      const name = escapeName(this.step.property)
      const decl = name === undefined ? undefined : above.decl?.fields?.get(name)
      return decl && { schema: this.schema, decl }
    }
    return { schema: this.schema, decl: above.decl?.elem }
  }
}
