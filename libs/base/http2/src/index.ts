export {
  errorCodes,
  flags,
  type Frame,
  FrameCutter,
  frameOf,
  frameTypes,
  headBytes,
  numberFrame,
  preface,
  ProtocolError,
  putHead,
  settings,
  settingsFrame,
  withoutPadding,
} from './frames.ts'
export { encodeHeaders, type Field, HeaderDecoder, knownField } from './hpack.ts'
