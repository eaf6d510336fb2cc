// in: a draft → out: its metadata with what only the server sets. Never: checks.
import { badRequest, formatTime, type KubeObject } from '@binnacle/meta'
import type { Write } from './write.ts'

/** What a client may not choose at creation. */
export function wipeSystemFields(object: KubeObject): void {
  const { metadata } = object
  delete metadata.creationTimestamp
  delete metadata.uid
  delete metadata.deletionTimestamp
  delete metadata.deletionGracePeriodSeconds
  delete metadata.selfLink
}

export function fillSystemFields(object: KubeObject, write: Write): void {
  object.metadata.creationTimestamp = formatTime(write.context.now)
  object.metadata.uid = write.tools.uid()
}

const nameMaxLength = 63
const suffixLength = 5

/** generateName and five random characters; the prefix is cut so that the name stays a label. */
export function generateName(object: KubeObject, write: Write): void {
  const { metadata } = object
  if (!metadata.generateName || metadata.name) return
  const prefix = metadata.generateName.slice(0, nameMaxLength - suffixLength)
  metadata.name = prefix + write.tools.nameSuffix()
}

/** Fills in the namespace of the request; refuses another one. */
export function settleNamespace(object: KubeObject, expected: string): void {
  const { metadata } = object
  const sent = metadata.namespace ?? ''
  if (sent === expected) return
  if (expected === '') delete metadata.namespace
  else if (sent === '') metadata.namespace = expected
  else {
    throw badRequest(
      'the namespace of the provided object does not match the namespace sent on the request',
    )
  }
}
