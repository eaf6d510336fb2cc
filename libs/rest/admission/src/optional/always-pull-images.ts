// in: a pod → out: it with all its images pulled anew. Never: an update that brings no new image.
import type { Dict, KubeObject } from '@binnacle/meta'
import { ApiError, failure, goQuote } from '@binnacle/meta'
import { isOf } from '../of-resource.ts'
import { refusal } from '../refuse.ts'
import type { AdmissionStep, Admitted } from '../step.ts'

const fields = ['initContainers', 'containers', 'ephemeralContainers']

function* containersOf({ spec }: KubeObject): Generator<readonly [path: string, container: Dict]> {
  for (const field of fields) {
    for (const [index, container] of (spec[field] ?? []).entries()) {
      yield [`spec.${field}[${index}]`, container]
    }
  }
}

function podOf(write: Admitted): KubeObject | undefined {
  const { object, oldObject, operation } = write
  if (!isOf(write, 'pods') || object === undefined) return undefined
  if (operation !== 'UPDATE' || oldObject === undefined) return object
  const images = new Set([...containersOf(oldObject)].map(([, { image }]) => image))
  const brings = [...containersOf(object)].some(([, { image }]) => !images.has(image))
  return brings ? object : undefined
}

export const alwaysPullImages: AdmissionStep = {
  name: 'AlwaysPullImages',
  handles: ['CREATE', 'UPDATE'],
  mutate(write) {
    const pod = podOf(write)
    if (pod === undefined) return
    for (const [, container] of containersOf(pod)) container.imagePullPolicy = 'Always'
    for (const { image } of pod.spec.volumes ?? []) if (image) image.pullPolicy = 'Always'
  },
  validate(write) {
    const pod = podOf(write)
    if (pod === undefined) return
    const bad: (readonly [path: string, value: string])[] = []
    for (const [path, { imagePullPolicy = '' }] of containersOf(pod)) {
      if (imagePullPolicy !== 'Always') bad.push([`${path}.imagePullPolicy`, imagePullPolicy])
    }
    for (const [index, { image }] of (pod.spec.volumes ?? []).entries()) {
      if (!image || image.pullPolicy === 'Always') continue
      bad.push([`spec.volumes[${index}].image.pullPolicy`, image.pullPolicy ?? ''])
    }
    if (bad.length === 0) return
    const texts = bad.map(([path, value]) => {
      const text = `${path}: Unsupported value: ${goQuote(value)}: supported values: "Always"`
      return refusal(write, text).message
    })
    if (texts.length === 1) throw refusal(write, texts[0]?.replace(/^.*? is forbidden: /, '') ?? '')
    throw new ApiError(failure(500, '', `[${texts.join(', ')}]`))
  },
}
