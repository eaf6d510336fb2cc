// in: a request and its options → out: the facts that all steps of one write share. Never: the steps.
import type { Admitted, Operation } from '@binnacle/admission'
import type { ResourceDef } from '@binnacle/catalogue'
import type { ResourceRequest } from '@binnacle/exchange'
import { type Kind, kindOf, type SubresourceRule, type WriteContext } from '@binnacle/kinds'
import type { GroupResource, KubeObject } from '@binnacle/meta'
import type { Companion, Place, WriteOptions } from '@binnacle/objects'
import { inNameOrder, inStoreOrder } from '@binnacle/schema'
import { converterOf } from './conversion/converted-tools.ts'
import type { VerbTools } from './verb-tools.ts'

export interface Write {
  readonly request: ResourceRequest
  readonly tools: VerbTools
  readonly def: ResourceDef
  readonly kind: Kind
  readonly resource: GroupResource
  readonly subresource: string
  /** The rule of a subresource that writes a part of the object. */
  readonly part: Extract<SubresourceRule, { writes: 'part' }> | undefined
  readonly place: Place
  readonly context: WriteContext
  readonly dryRun: boolean
  /** Options as the admission chain sees them. */
  readonly options: KubeObject
}

export function openWrite(
  request: ResourceRequest,
  tools: VerbTools,
  options: { readonly object: KubeObject; readonly dryRun: boolean },
): Write {
  const { def } = request.target
  const { info } = request
  const kind = kindOf(def)
  const rule = info.subresource === '' ? undefined : kind.subresources?.[info.subresource]
  const { surroundings } = tools
  const place = {
    shape: surroundings.shapeOf(def),
    namespace: def.namespaced ? info.namespace : '',
    name: info.name,
  }
  const verb =
    info.verb === 'create' || info.verb === 'update' || info.verb === 'patch' ? info.verb : 'delete'
  return {
    request,
    tools,
    def,
    kind,
    resource: { group: def.group, resource: def.resource },
    subresource: info.subresource,
    part: rule?.writes === 'part' ? rule : undefined,
    place,
    dryRun: options.dryRun,
    options: options.object,
    context: {
      def,
      user: request.user,
      subresource: info.subresource,
      verb,
      namespace: info.namespace,
      dryRun: options.dryRun,
      now: tools.now(),
      surroundings,
    },
  }
}

/** With its members where the reference writes them: what is stored, and what is answered. */
export function inOrder({ def }: Write, object: KubeObject): KubeObject {
  return def.custom ? inNameOrder(object) : inStoreOrder(object, def.type)
}

/** The write as the admission chain sees it. Its `companions` go into the same transaction. */
export function admitted(
  write: Write,
  operation: Operation,
  objects: {
    readonly object?: KubeObject
    readonly oldObject?: KubeObject
    readonly name?: string
  },
): Admitted & { readonly companions: Companion[] } {
  const { def, request } = write
  const { info } = request
  // Upstream gives a namespace's own name as its namespace.
  const converter = converterOf(write.tools, def)
  const isNamespace = def.group === '' && def.resource === 'namespaces'
  const name = objects.name ?? info.name
  return {
    operation,
    def,
    subresource: write.subresource,
    kind: { group: def.group, version: def.version, kind: def.kind },
    namespace: isNamespace ? info.namespace || name : info.namespace,
    name,
    user: request.user,
    dryRun: write.dryRun,
    object: objects.object,
    oldObject: objects.oldObject,
    options: optionsFor(write.options, operation),
    surroundings: write.tools.surroundings,
    ...(converter && { convert: (object, apiVersion) => converter.convert(object, apiVersion) }),
    warn: (text) => request.warnings.push(text),
    annotate: (key, value, from) => request.auditNotes?.add(key, value, from),
    companions: [],
  }
}

/** What goes into the transaction that stores the object. */
export function besides({ companions, charge }: Admitted): WriteOptions {
  return charge ? { companions, charge } : { companions }
}

/** What goes into the transaction that removes it. */
export function besidesEnd({ companions, refund }: Admitted): WriteOptions {
  return refund ? { companions, charge: refund } : { companions }
}

/** A patch that creates is seen with CreateOptions, one that updates with UpdateOptions. */
function optionsFor(options: KubeObject, operation: Operation): KubeObject {
  const kind =
    operation === 'CREATE'
      ? 'CreateOptions'
      : operation === 'UPDATE'
        ? 'UpdateOptions'
        : options.kind
  if (options.kind === kind || operation === 'DELETE' || operation === 'CONNECT') return options
  const { force: _, ...rest } = options
  return { ...rest, kind } as KubeObject
}
