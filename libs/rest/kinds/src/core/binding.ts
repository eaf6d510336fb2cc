// in: nothing → out: what the API says of a Binding that is posted by itself.
import { defineKind } from '../define-kind.ts'
import { bindNamed } from './pod-binding.ts'

export const binding = defineKind('', 'bindings', {
  serveCreate: (object, _request, context) => bindNamed(object, context),
})
