// in: a stored object and it in another version → out: it as a StoredObject of that version. Never: conversion.
import type { KubeObject } from '@binnacle/meta'
import { inNameOrder } from '@binnacle/schema'
import { parseObject, type StoredObject } from '@binnacle/objects'

export class ShownObject implements StoredObject {
  readonly namespace: string
  readonly name: string
  readonly revision: number
  readonly bytes: Buffer
  #view: KubeObject | undefined

  /** `object` is this one's from now on. */
  constructor({ namespace, name, revision }: StoredObject, object: KubeObject) {
    this.namespace = namespace
    this.name = name
    this.revision = revision
    object.metadata.resourceVersion = String(revision)
    this.bytes = Buffer.from(JSON.stringify(inNameOrder(object)))
  }

  parse(): KubeObject {
    return parseObject(this.bytes.toString())
  }

  view(): KubeObject {
    this.#view ??= this.parse()
    return this.#view
  }
}
