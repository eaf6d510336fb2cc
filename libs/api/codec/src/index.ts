import './exact-integers.ts'

export { parseAccept } from './accept.ts'
export { compress, gzipFromBytes, takesGzip } from './compress.ts'
export { decodeBody, type ExpectedBody, type FieldValidation } from './decode-body.ts'
export { decodeDocument, type ParsedDocument } from './decode-document.ts'
export { encode, encodeJson, type Encoded, frameEvent, protobufName } from './encode.ts'
export { etagOf, hasAlready } from './etag.ts'
export { frameProtobuf } from './frame-protobuf.ts'
export {
  type GzipPart,
  gzipPart,
  gzipStream,
  gzipStreamLength,
  inflatePart,
  storedPart,
} from './gzip-parts.ts'
export { interpretKind } from './interpret-kind.ts'
export {
  type AcceptRequest,
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
export { jsonSyntaxError } from './json-syntax-error.ts'
export { parseJson, SyntaxFault } from './parse-json.ts'
export { parseProtobuf } from './parse-protobuf.ts'
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
export { protobufType } from './protobuf-types.ts'
export { toYaml } from './to-yaml.ts'
export { envelopeOf, itemHead, protobufMessage, writeProtobuf } from './write-protobuf.ts'
