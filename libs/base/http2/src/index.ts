export {
  errorCodes,
  firstFrameBytes,
  firstWindowBytes,
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
export { encodeHeaders, encodeInteger, type Field, HeaderDecoder, knownField } from './hpack.ts'
