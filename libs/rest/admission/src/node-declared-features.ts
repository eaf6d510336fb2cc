// in: a change of a pod on its node → out: the refusal where it needs what the node does not declare.
import { isDeepStrictEqual } from 'node:util'
import { type Dict, compareQuantities, type KubeObject, parseQuantity } from '@binnacle/meta'
import { refusal } from './refuse.ts'
import type { AdmissionStep } from './step.ts'

function changesPodLevel({ spec: now }: KubeObject, { spec: old }: KubeObject): boolean {
  return !isDeepStrictEqual(now.resources ?? undefined, old.resources ?? undefined)
}

function changesInitContainer({ spec: now }: KubeObject, { spec: old }: KubeObject): boolean {
  const before: Dict[] = old.initContainers ?? []
  return before.some(({ restartPolicy, resources }, index) => {
    if (restartPolicy === 'Always') return false
    return !isDeepStrictEqual(resources ?? {}, now.initContainers?.[index]?.resources ?? {})
  })
}

function changesMemoryVolume({ spec: now }: KubeObject, { spec: old }: KubeObject): boolean {
  const [after, before]: Dict[][] = [now.volumes ?? [], old.volumes ?? []]
  if (after?.length !== before?.length) return false
  return (after ?? []).some(({ name, emptyDir }, index) => {
    const was = before?.[index]
    if (was?.name !== name || emptyDir?.medium !== 'Memory') return false
    const [size, sizeBefore] = [emptyDir.sizeLimit, was?.emptyDir?.sizeLimit]
    if (size === undefined || sizeBefore === undefined) return false
    return compareQuantities(parseQuantity(size), parseQuantity(sizeBefore)) !== 0
  })
}

/** Sorted by name, as the refusal lists them. */
const features: Readonly<Record<string, (now: KubeObject, old: KubeObject) => boolean>> = {
  InPlacePodLevelResourcesVerticalScaling: changesPodLevel,
  InPlacePodVerticalScalingInitContainers: changesInitContainer,
  InPlacePodVerticalScalingMemoryBackedVolumes: changesMemoryVolume,
}

export const nodeDeclaredFeatures: AdmissionStep = {
  name: 'NodeDeclaredFeatureValidator',
  handles: ['UPDATE'],
  validate(write) {
    const { def, subresource, object, oldObject, surroundings } = write
    if (def.group !== '' || def.resource !== 'pods' || !object || !oldObject) return
    if (subresource !== '' && subresource !== 'resize') return
    const name = object.spec?.nodeName
    if (!name || object.metadata.generation === oldObject.metadata.generation) return
    const needed = Object.keys(features).filter((one) => features[one]?.(object, oldObject))
    if (needed.length === 0) return
    const node = surroundings.lookUp({ group: '', resource: 'nodes' }, '', name)
    if (node === undefined) throw refusal(write, `node "${name}" not found`)
    const declared: string[] = node.status?.declaredFeatures ?? []
    const missing = needed.filter((one) => !declared.includes(one))
    if (missing.length === 0) return
    const text = `pod update requires features ${missing.join(', ')} which are not available on node "${name}"`
    throw refusal(write, text)
  },
}
