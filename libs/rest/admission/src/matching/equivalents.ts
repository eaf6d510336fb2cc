// in: a resource → out: the other versions and groups in which the same objects are served. Never: conversion.
import type { Catalogue, ResourceDef } from '@binnacle/catalogue'

const known = new WeakMap<Catalogue, Map<string, readonly ResourceDef[]>>()

/** Resources that share a place in the store, without `def` itself. */
export function equivalentsOf(catalogue: Catalogue, def: ResourceDef): readonly ResourceDef[] {
  let byPrefix = known.get(catalogue)
  if (byPrefix === undefined) {
    byPrefix = new Map()
    known.set(catalogue, byPrefix)
  }
  const { prefix } = def.storage
  let same = byPrefix.get(prefix)
  if (same === undefined) {
    same = prefix === '' ? [] : catalogue.all().filter((one) => one.storage.prefix === prefix)
    byPrefix.set(prefix, same)
  }
  return same.filter((one) => one.group !== def.group || one.version !== def.version)
}
