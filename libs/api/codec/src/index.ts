import './exact-integers.ts'

export { parseAccept } from './accept.ts'
export { compress, gzipFromBytes, takesGzip } from './compress.ts'
export { decodeBody, type ExpectedBody, type FieldValidation } from './decode-body.ts'
export { decodeDocument, type ParsedDocument } from './decode-document.ts'
export { encode, encodeJson, frameEvent } from './encode.ts'
export { etagOf, hasAlready } from './etag.ts'
export { interpretKind } from './interpret-kind.ts'
export {
  type AcceptRequest,
  type BodyFormat,
  bodyFormat,
  checkRouteAccept,
  type Endpoint,
  type Format,
  isPretty,
  negotiate,
  negotiateStream,
  type OutputForm,
  routeRefusal,
  type Transform,
  unsupportedPatch,
} from './negotiate.ts'
export { parseJson, SyntaxFault } from './parse-json.ts'
export { parseYaml } from './parse-yaml.ts'
export { internalName, isRegistered } from './registered-kinds.ts'
export { summary } from './summary.ts'
export {
  type IncludeObject,
  type ListMeta,
  readIncludeObject,
  type RowOf,
  type TableColumn,
  type TableRequest,
  toPartial,
  toPartialList,
  toTable,
  wrongPartial,
} from './to-table.ts'
export { toYaml } from './to-yaml.ts'
