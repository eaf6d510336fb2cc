export { canonicalOrder, metaOrder } from './canonical-order.ts'
export { Correlated, oldItem } from './custom-correlate.ts'
export { type CustomCheck, validateCustom } from './custom-check.ts'
export { isCompleteJson } from './custom-complete.ts'
export { defaultCustom, pruneNulls } from './custom-default.ts'
export { formatTest } from './custom-formats.ts'
export { checkUnique } from './custom-list-check.ts'
export { checkEmbedded, coerceEmbedded, coerceMetadata } from './custom-metadata.ts'
export { pruneCustom } from './custom-prune.ts'
export { copyJson, sameJson, setMember } from './custom-schema.ts'
export { patternOf } from './custom-scalar-check.ts'
export { DecodeError } from './decode-error.ts'
export { decodeTyped } from './decode-typed.ts'
export { goTypeText, goValueText } from './go-type-text.ts'
export {
  copyWithFloats,
  countFloats,
  type FloatPath,
  floatPaths,
  isWrittenAsFloat,
  noteFloats,
  NumberLiteral,
  plainNumbers,
} from './number-literal.ts'
export { parseGoMicroTime, parseGoTime } from './parse-go-time.ts'
export { inNameOrder, inStoreOrder } from './store-order.ts'
export { zeroOfType } from './type-plan.ts'
