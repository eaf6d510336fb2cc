// in: nothing → out: what a kind may say beyond the catalogue. Never: a kind.
import type { ResourceDef } from '@binnacle/catalogue'
import type { Reply, ResourceRequest, User } from '@binnacle/exchange'
import type { Dict, FieldError, GroupResource, KubeObject, Status } from '@binnacle/meta'
import type { ObjectStore, StoredObject } from '@binnacle/objects'
import type { Column } from './column.ts'
import type { Surroundings } from './surroundings.ts'

/** What a hook may know of the request it works for. */
export interface WriteContext {
  readonly def: ResourceDef
  readonly user: User
  /** '' for the resource itself. */
  readonly subresource: string
  readonly verb: 'create' | 'update' | 'patch' | 'delete'
  readonly namespace: string
  readonly dryRun: boolean
  /** The moment of the request; RFC 3339 in whole seconds where it is written. */
  readonly now: Date
  readonly surroundings: Surroundings
  /** It goes with all others of its collection. */
  readonly wholeCollection?: boolean
}

/**
 * All hooks are optional; an omitted one means what the catalogue implies. In order of use. `object` is a draft of
 * the storage version that the hook may change in place; `was` must not be changed.
 */
export interface Kind {
  /** Adds the group's defaults, in place, in the storage version's shape, at every decode, read from etcd included. */
  defaults?(object: KubeObject): void
  /** Between a served version and the storage version; only for resources served in several shapes. In place or new. */
  toStorage?(object: KubeObject, def: ResourceDef): KubeObject
  fromStorage?(object: KubeObject, def: ResourceDef): KubeObject

  /**
   * Refuses who may not write this, right after mutating admission: throws ApiError. `was` undefined: a create.
   */
  permit?(object: KubeObject, was: KubeObject | undefined, context: WriteContext): Promise<void>

  /** Before a create is checked: wipe status, set what the server owns. `generation` is already 1 where the kind has one. */
  prepare?(object: KubeObject, context: WriteContext): void
  /** Before an update is checked: restore what may not be changed here, count generation. */
  prepareChange?(object: KubeObject, was: KubeObject, context: WriteContext): void
  /** All that is wrong with a new object (metadata is checked by the verbs, see `nameRule`). */
  check?(object: KubeObject, context: WriteContext): FieldError[]
  /** All that is wrong with the update; upstream's order: usually checks of the new object, then of the change. */
  checkChange?(object: KubeObject, was: KubeObject, context: WriteContext): FieldError[]
  warn?(object: KubeObject, was: KubeObject | undefined, context: WriteContext): string[]

  /** How names are checked; default: DNS-1123 subdomain. Returns texts; `isPrefix` for generateName. */
  nameRule?(name: string, isPrefix: boolean): string[]
  /** Metadata of a new object is looked at only when the kind finds nothing wrong; default: first of all. */
  metadataLast?: boolean
  /** Objects start with metadata.generation 1 and keep it through updates by clients; default false: never set. */
  hasGeneration?: boolean
  /** What an internal object of which nothing is set says beyond its type; bookmarks show it. */
  unset?: Dict
  /** PUT to a missing name creates; default false. */
  createOnUpdate?: boolean
  /** PUT without resourceVersion is taken; default true. */
  unconditionalUpdate?: boolean
  /** DELETE answers the object in place of a Status; default false. */
  deleteReturnsObject?: boolean
  /** When the delete options do not say: default is background, i.e. no finalizer. */
  defaultPropagation?: 'Orphan' | 'Background' | 'Unsupported'
  /** Told to whoever deletes without saying what becomes of the dependents. */
  propagationWarning?: string
  /**
   * Graceful deletion: seconds that the object stays with a deletionTimestamp; undefined: not graceful.
   * `asked` is gracePeriodSeconds of the options.
   */
  gracePeriod?(
    object: KubeObject,
    asked: number | undefined,
    context: WriteContext,
  ): number | undefined
  /** The object stays although its finalizers are gone: something of the kind's own holds it (namespaces). */
  holds?(object: KubeObject): boolean
  /** In place, when deletionTimestamp is set the first time (namespaces: the phase). */
  markDeleted?(object: KubeObject): void
  /** Refuse or change before an object goes; may throw ApiError. */
  beforeDelete?(object: KubeObject, context: WriteContext): void

  /**
   * Takes what must be taken elsewhere before the write (addresses, ports), and gives it back when the write does
   * not happen. Runs after prepare and check. `was` undefined: a create; `object` undefined: a delete.
   */
  reserve?(
    object: KubeObject | undefined,
    was: KubeObject | undefined,
    context: WriteContext,
  ): Promise<{ commit(): Promise<void>; release(): Promise<void> }>

  /** `kubectl get`; default: Name and Created At. */
  columns?: readonly Column[]
  /** The columns of a list, where a row depends on the other rows; default: `columns`. */
  listColumns?(objects: Iterable<KubeObject>): readonly Column[]
  /** Further values for field selectors, by field path. */
  selectable?(object: KubeObject): Record<string, string>
  /** Field paths that selectors may name, besides metadata.name and metadata.namespace. */
  selectableFields?: readonly string[]
  /** The refusal of another field, where the kind's differs from the usual. */
  unknownFieldText?(field: string, def: ResourceDef): string
  /**
   * Fields that a write does not own, by subresource ('' is the resource itself), the same in all versions; each
   * path as its segments: `{ '': [['status']], status: [['spec'], ['metadata', 'labels']] }`.
   */
  resetFields?: Readonly<Record<string, readonly (readonly string[])[]>>
  /** The reverse, for subresources that own a few fields only; `*` stands for any list item. */
  keptFields?: Readonly<Record<string, readonly (readonly string[])[]>>
  /** The object whose metadata a row of a Table shows, where it is not the stored one as it is. */
  rowObject?(object: KubeObject): KubeObject
  /** Conditions of the object's row in a Table (finished pods); default: none. */
  rowConditions?(object: KubeObject): Dict[] | undefined
  /** Seconds after which a stored object disappears (events). */
  ttlSeconds?(surroundings: Surroundings): number | undefined

  /** By subresource name. */
  /** The resource that a GET's 404 names, where it is not its own. */
  notFoundAs?: GroupResource
  /** The group and kind that refusals of writes name, where they are not its own. */
  refusedAs?: { readonly group: string; readonly kind: string }
  subresources?: Readonly<Record<string, SubresourceRule>>
  /**
   * Not stored: what there is, is found out at each GET and list (component statuses).
   * `name` undefined: all. In the storage version; may be changed.
   */
  findOut?(surroundings: Surroundings, name?: string): Promise<readonly KubeObject[]>
  /** Not stored: every create is answered by this (reviews). */
  serveCreate?(
    object: KubeObject,
    request: ResourceRequest,
    context: WriteContext,
  ): Promise<KubeObject>
}

/** A subresource either writes a part of the same object, or answers by itself. */
export type SubresourceRule =
  | {
      /** The same object, other rules (status, approval, finalize, resize, ephemeralcontainers). */
      readonly writes: 'part'
      prepareChange(object: KubeObject, was: KubeObject, context: WriteContext): void
      checkChange?(object: KubeObject, was: KubeObject, context: WriteContext): FieldError[]
      warn?(object: KubeObject, was: KubeObject, context: WriteContext): string[]
      /** The write may complete a deletion (namespaces/finalize). */
      createOnUpdate?: boolean
    }
  | {
      /** A view of the object in another kind (scale). GET shows it, PUT and PATCH write it back. */
      readonly writes: 'view'
      show(stored: KubeObject): KubeObject
      /** Throws where the view can be written but not read by itself. */
      refuseRead?(stored: KubeObject): void
      /** Puts the view into the object, in place; throws or returns errors. */
      write(object: KubeObject, view: KubeObject, context: WriteContext): FieldError[]
    }
  | {
      /** Anything else (binding, eviction, token, log, exec, proxy). */
      readonly writes: 'own'
      serve(request: ResourceRequest, tools: SubresourceTools): Promise<Reply>
    }

/** Where a request goes on, and how that server is believed. */
export interface ForwardTo {
  readonly url: URL
  /** The host of `url`, looked up before. */
  readonly address?: string
  /** A kubelet: called with the API server's own certificate. */
  readonly kubelet?: boolean
  readonly insecureSkipVerify?: boolean
}

/** What a subresource that answers by itself gets from the verbs. */
export interface SubresourceTools {
  readonly surroundings: Surroundings
  context(request: ResourceRequest): WriteContext
  /** Decodes, defaults and type-checks the body as the subresource's kind. */
  read(request: ResourceRequest): Promise<KubeObject>
  /** Reads, changes and writes the object of the request with admission; the change may throw ApiError. */
  change(request: ResourceRequest, change: (object: KubeObject) => void): Promise<StoredObject>
  /** Deletes the object of the request through the whole delete verb. */
  remove(request: ResourceRequest, options: KubeObject): Promise<Reply>
  /** Runs admission for an object that is not stored (Binding, Eviction, TokenRequest); may change it. */
  admit(request: ResourceRequest, object: KubeObject): Promise<KubeObject>
  /** Runs admission for a connection, before anything is looked up for it. */
  connect(request: ResourceRequest): Promise<void>
  /** Hands the request to another server, its answer streamed; upgrades included. */
  forward(request: ResourceRequest, to: ForwardTo): Promise<Reply>
  /** A text that another server has, as the answer; `subject` is named where it refuses. */
  stream(
    request: ResourceRequest,
    from: ForwardTo,
    subject: { readonly resource: GroupResource; readonly name: string },
  ): Promise<Reply>
  /** The object in the form that the request accepts. */
  reply(request: ResourceRequest, status: number, object: KubeObject | Status): Reply
}
export type { ObjectStore }
