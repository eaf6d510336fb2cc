// in: a shape and a value → out: as which of its forms the value is taken. Never: a judgement on the value.
import type { Shape } from './shape.ts'

/** `whole`: the value fits none of several forms (or is null), and all of them stay open. */
export type Form = 'map' | 'scalar' | 'list' | 'whole'

export function formOf(shape: Shape, value: unknown): Form {
  if (shape.map === undefined && shape.list === undefined) return 'scalar'
  if (shape.scalar === undefined && shape.list === undefined) return 'map'
  if (shape.scalar === undefined && shape.map === undefined) return 'list'
  if (value === undefined || value === null) return 'whole'
  if (Array.isArray(value)) return shape.list ? 'list' : 'whole'
  if (typeof value === 'object') return shape.map ? 'map' : 'whole'
  return shape.scalar ? 'scalar' : 'whole'
}

/** The form to work with when all stay open. */
export function settled(form: Form, shape: Shape): Exclude<Form, 'whole'> {
  if (form !== 'whole') return form
  return shape.map ? 'map' : shape.scalar ? 'scalar' : 'list'
}

export function listOf(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined
}

export function mapOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined
}

export function isEmptyMap(map: object | undefined): boolean {
  if (map === undefined) return true
  for (const name in map) {
    if ((map as Record<string, unknown>)[name] !== undefined) return false
  }
  return true
}
