// in: pods, volumes, attachments, slices, certificate requests as they change → out: what a node has to
// do with. Never: a decision.
import type { Dict } from '@binnacle/meta'
import type { StoredObject } from '@binnacle/objects'
import type { Followed } from './follow.ts'
import { podReferences } from './pod-references.ts'

interface Placed {
  readonly node: string
  readonly references: ReadonlySet<string>
}

interface BoundVolume {
  readonly claim: string
  readonly secrets: readonly string[]
}

type Change = readonly [key: string, object: StoredObject | undefined]

/** Objects are looked into when a node asks; a cluster whose kubelets sit elsewhere pays nothing. */
export class NodeIndex {
  readonly #waiting = new Map<string, Map<string, Change>>()
  readonly #pods = new Map<string, Placed>()
  /** By node: how many of its pods refer to a thing. */
  readonly #counts = new Map<string, Map<string, number>>()
  readonly #volumes = new Map<string, BoundVolume>()
  readonly #volumesBySecret = new Map<string, Set<string>>()
  readonly #nodeOf = new Map<string, string>()

  followed(resource: string): Followed {
    const waiting = new Map<string, Change>()
    this.#waiting.set(resource, waiting)
    return {
      put(object) {
        const key = `${object.namespace}/${object.name}`
        waiting.set(key, [key, object])
      },
      drop(namespace, name) {
        const key = `${namespace}/${name}`
        waiting.set(key, [key, undefined])
      },
    }
  }

  isRelated(node: string, resource: string, namespace: string, name: string): boolean {
    this.#catchUp()
    const key = `${resource}/${namespace}/${name}`
    switch (resource) {
      case 'pods':
        return this.#pods.get(`${namespace}/${name}`)?.node === node
      case 'persistentvolumes':
        return this.#usesVolume(node, `/${name}`)
      case 'secrets':
        if (this.#uses(node, key)) return true
        for (const volume of this.#volumesBySecret.get(`${namespace}/${name}`) ?? []) {
          if (this.#usesVolume(node, volume)) return true
        }
        return false
      case 'volumeattachments':
      case 'resourceslices':
      case 'podcertificaterequests':
        return this.#nodeOf.get(key) === node
      default:
        return this.#uses(node, key)
    }
  }

  #uses(node: string, reference: string): boolean {
    return this.#counts.get(node)?.has(reference) ?? false
  }

  #usesVolume(node: string, volume: string): boolean {
    const bound = this.#volumes.get(volume)
    return bound !== undefined && this.#uses(node, `persistentvolumeclaims/${bound.claim}`)
  }

  #catchUp(): void {
    for (const [resource, waiting] of this.#waiting) {
      if (waiting.size === 0) continue
      for (const [key, object] of waiting.values()) this.#apply(resource, key, object)
      waiting.clear()
    }
  }

  #apply(resource: string, key: string, object: StoredObject | undefined): void {
    if (resource === 'pods') this.#placePod(key, object)
    else if (resource === 'persistentvolumes') this.#bindVolume(key, object)
    else this.#placeOther(`${resource}/${key}`, object)
  }

  #placeOther(key: string, object: StoredObject | undefined): void {
    const spec: Dict = object?.view().spec ?? {}
    if (spec.nodeName) this.#nodeOf.set(key, spec.nodeName)
    else this.#nodeOf.delete(key)
  }

  #placePod(key: string, object: StoredObject | undefined): void {
    const old = this.#pods.get(key)
    const pod = object?.view()
    const node = pod?.spec?.nodeName
    if (old) {
      this.#pods.delete(key)
      this.#count(old, -1)
    }
    if (!pod || !node) return
    const placed = { node, references: podReferences(pod) }
    this.#pods.set(key, placed)
    this.#count(placed, 1)
  }

  #count({ node, references }: Placed, by: 1 | -1): void {
    const counts = this.#counts.get(node) ?? new Map<string, number>()
    this.#counts.set(node, counts)
    for (const reference of references) {
      const count = (counts.get(reference) ?? 0) + by
      if (count > 0) counts.set(reference, count)
      else counts.delete(reference)
    }
    if (counts.size === 0) this.#counts.delete(node)
  }

  #bindVolume(key: string, object: StoredObject | undefined): void {
    for (const secret of this.#volumes.get(key)?.secrets ?? []) {
      this.#volumesBySecret.get(secret)?.delete(key)
    }
    this.#volumes.delete(key)
    const spec: Dict = object?.view().spec ?? {}
    if (!spec.claimRef) return
    const home: string = spec.claimRef.namespace ?? ''
    const secrets = volumeSecrets(spec, home)
    this.#volumes.set(key, { claim: `${home}/${spec.claimRef.name ?? ''}`, secrets })
    for (const secret of secrets) {
      const volumes = this.#volumesBySecret.get(secret) ?? new Set()
      this.#volumesBySecret.set(secret, volumes.add(key))
    }
  }
}

/** Secrets that the kubelet needs for a volume; those of controllers are none of its business. */
function volumeSecrets(spec: Dict, home: string): string[] {
  const found: string[] = []
  const add = (namespace: unknown, name: unknown) => {
    if (typeof name === 'string' && name !== '') found.push(`${namespace || home}/${name}`)
  }
  add(spec.azureFile?.secretNamespace, spec.azureFile?.secretName)
  for (const kind of ['cephfs', 'cinder', 'flexVolume', 'rbd', 'scaleIO', 'iscsi', 'storageos']) {
    add(spec[kind]?.secretRef?.namespace, spec[kind]?.secretRef?.name)
  }
  for (const use of ['nodePublishSecretRef', 'nodeStageSecretRef', 'nodeExpandSecretRef']) {
    add(spec.csi?.[use]?.namespace, spec.csi?.[use]?.name)
  }
  return found
}
