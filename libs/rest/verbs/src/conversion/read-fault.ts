// in: stored objects that have no other version → out: the refusal, in the words of the verb. Never: conversion.
import {
  ApiError,
  failure,
  formatGroupResource,
  type GroupResource,
  internalError,
  unknownError,
} from '@binnacle/meta'
import type { StoredObject } from '@binnacle/objects'
import type { ConversionFault } from './ask-webhook.ts'

export interface Unreadable {
  readonly stored: StoredObject
  readonly fault: ConversionFault
}

const tooMany = 'too many errors, the list is truncated'
const shownMax = 100

function undecodable({ stored, fault }: Unreadable): string {
  return `object not decodable revision=${stored.revision}: ${fault.message}`
}

function corrupt(one: Unreadable, root: string, prefix: string): { key: string; text: string } {
  const { namespace, name } = one.stored
  const key = `${root}/${prefix}/${namespace === '' ? '' : `${namespace}/`}${name}`
  const text = `StorageError: corrupt object, Code: 7, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: ${undecodable(one)}`
  return { key, text }
}

export const readFault = {
  /** Of a GET and of a deletion, which reads first. */
  ofGet: (one: Unreadable, prefix: string): ApiError =>
    internalError(corrupt(one, '', prefix).text),

  /** Of a read that a write follows. */
  ofChange: (one: Unreadable): ApiError => unknownError(undecodable(one)),

  ofWatch: (one: Unreadable): ApiError => internalError(undecodable(one)),

  ofList(all: readonly Unreadable[], resource: GroupResource, prefix: string): ApiError {
    const cut = all.length >= shownMax
    const found = all.slice(0, shownMax).map((one) => corrupt(one, '/registry', prefix))
    const causes: { reason: string; field?: string; message: string }[] = found.map(
      ({ key, text }) => ({ reason: 'UnexpectedServerResponse', message: text, field: key }),
    )
    if (cut) causes.push({ reason: 'FieldValueTooMany', message: tooMany })
    const more = found.length > 1 ? ` (and ${found.length - 1} more)` : ''
    const message = `failed to read one or more ${formatGroupResource(resource)} from the storage: ${found[0]?.text}${more}`
    const { group, resource: kind } = resource
    const details = { name: 'list', group, kind, causes }
    const { apiVersion: _, ...rest } = failure(500, 'StorageReadError', message, details)
    return new ApiError({ ...rest, apiVersion: 'v1' } as ApiError['status'])
  },
}
