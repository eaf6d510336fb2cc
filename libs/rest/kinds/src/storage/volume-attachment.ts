// in: nothing → out: what the API says of a VolumeAttachment beyond the catalogue.
import {
  type Dict,
  dns1123SubdomainCaseless,
  type FieldError,
  forbidden,
  invalid,
  type KubeObject,
  nameIsSubdomain,
  required,
  tooLong,
  tooLongCharacters,
} from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import type { WriteContext } from '../kind.ts'
import { byteLength } from '../parts/bytes.ts'
import { ageColumn, flagColumn, nameColumn, textColumn } from '../parts/columns.ts'
import { declaredImmutable, declaredRequired } from '../parts/declared-checks.ts'
import { textErrors } from '../parts/field-checks.ts'
import { keepStatus } from '../parts/keep-parts.ts'
import { metadataAgain } from '../parts/metadata-again.ts'
import { checkVolumeSpec } from '../parts/persistent-volume-check.ts'
import { statusPart, statusResetFields } from '../parts/status-part.ts'
import { checkDriverName } from '../parts/volume-source-checks.ts'

const metadataMax = 256 * 1024
const messageMax = 1024

function checkSource(errors: FieldError[], source: Dict): void {
  const path = 'spec.source'
  const { inlineVolumeSpec: inline, persistentVolumeName: name } = source
  const text = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName'
  if (inline === undefined && name === undefined) errors.push(required(path, text))
  else if (inline !== undefined && name !== undefined) errors.push(forbidden(path, text))
  else if (name !== undefined) {
    if (name !== '') return
    const empty = 'must specify non empty persistentVolumeName'
    errors.push(required(`${path}.persistentVolumeName`, empty))
  } else checkVolumeSpec(errors, `${path}.inlineVolumeSpec`, inline, { name: '', inline: true })
}

function checkFault(errors: FieldError[], path: string, fault: Dict | undefined): void {
  if (!fault) return
  if (byteLength(fault.message ?? '') > messageMax) {
    errors.push(tooLong(`${path}.message`, messageMax))
  }
  if (fault.errorCode !== undefined && fault.errorCode < 0) {
    const text = 'must be between 0 and 2147483647, inclusive'
    errors.push(invalid(`${path}.errorCode`, fault.errorCode, text))
  }
}

function declaredErrors(attacher: string): FieldError[] {
  const path = 'spec.attacher'
  if (attacher === '') return declaredRequired(path, attacher)
  const errors: FieldError[] = []
  if (attacher.length > 63) errors.push(tooLongCharacters(path, 63))
  textErrors(errors, path, attacher, dns1123SubdomainCaseless(attacher))
  return errors
}

function written(object: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const spec: Dict = object.spec ?? {}
  const status: Dict = object.status ?? {}
  checkSource(errors, spec.source ?? {})
  const node: string = spec.nodeName ?? ''
  textErrors(errors, 'spec.nodeName', node, nameIsSubdomain(node, false))
  let size = 0
  for (const [key, value] of Object.entries(status.attachmentMetadata ?? {})) {
    size += byteLength(key) + byteLength(value as string)
  }
  if (size > metadataMax) errors.push(tooLong('status.attachmentMetadata', metadataMax))
  checkFault(errors, 'status.attachError', status.attachError)
  checkFault(errors, 'status.detachError', status.detachError)
  const name: string | undefined = spec.source?.persistentVolumeName
  if (name !== undefined) {
    const path = 'spec.source.persistentVolumeName'
    textErrors(errors, path, name, nameIsSubdomain(name, false))
  }
  return errors
}

function check(object: KubeObject): FieldError[] {
  return [...written(object), ...declaredErrors(object.spec?.attacher ?? '')]
}

function checkChange(object: KubeObject, was: KubeObject, context: WriteContext): FieldError[] {
  // A changed spec is refused before its parts are looked at as declared: older words stay.
  const errors = metadataAgain(object, context)
  checkDriverName(errors, 'spec.attacher', object.spec?.attacher)
  return [...errors, ...written(object), ...declaredImmutable('spec', object.spec, was.spec)]
}

export const volumeAttachment = defineKind('storage.k8s.io', 'volumeattachments', {
  prepare: (object) => {
    object.status = { attached: false }
  },
  prepareChange: keepStatus,
  check,
  checkChange,
  unconditionalUpdate: false,
  deleteReturnsObject: true,
  columns: [
    nameColumn,
    {
      ...textColumn(
        'Attacher',
        'attacher indicates the name of the volume driver that MUST handle this request. This is the name returned by GetPluginName().',
        (object) => object.spec?.attacher ?? '',
      ),
      format: 'name',
    },
    textColumn(
      'PV',
      'persistentVolumeName represents the name of the persistent volume to attach.',
      (object) => object.spec?.source?.persistentVolumeName ?? '',
    ),
    textColumn(
      'Node',
      'nodeName represents the node that the volume should be attached to.',
      (object) => object.spec?.nodeName ?? '',
    ),
    flagColumn(
      'Attached',
      'attached indicates the volume is successfully attached. This field must only be set by the entity completing the attach operation, i.e. the external-attacher.',
      (object) => object.status?.attached ?? false,
    ),
    ageColumn,
  ],
  resetFields: statusResetFields,
  subresources: {
    status: statusPart({
      checkChange: (object, _was, context) => [
        ...metadataAgain(object, context),
        ...written(object),
      ],
    }),
  },
})
