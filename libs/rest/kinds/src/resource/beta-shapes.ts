// in: claims and slices as v1beta1 has them → out: as later versions have them, and back. In place.
// Never: defaults, checks.
import type { ResourceDef } from '@binnacle/catalogue'
import type { Dict, KubeObject } from '@binnacle/meta'
import { listOf } from '../parts/field-checks.ts'

const beta = 'v1beta1'

/** A request said at its top what now stands in `exactly`. */
function toExact({ name, firstAvailable, deviceClassName = '', ...rest }: Dict): Dict {
  const says = deviceClassName !== '' || Object.keys(rest).length > 0
  return {
    name,
    ...(says && { exactly: { deviceClassName, ...rest } }),
    ...(firstAvailable && { firstAvailable }),
  }
}

function fromExact({ name, exactly, firstAvailable }: Dict): Dict {
  return { name, deviceClassName: '', ...exactly, ...(firstAvailable && { firstAvailable }) }
}

function eachRequest(spec: Dict | undefined, change: (request: Dict) => Dict): void {
  const requests = spec?.devices?.requests
  if (spec && Array.isArray(requests)) {
    spec.devices = { ...spec.devices, requests: requests.map(change) }
  }
}

function eachDevice(object: KubeObject, change: (device: Dict) => Dict): KubeObject {
  if (object.spec?.devices) object.spec.devices = listOf(object.spec.devices).map(change)
  return object
}

interface Shapes {
  toStorage(object: KubeObject, def: ResourceDef): KubeObject
  fromStorage(object: KubeObject, def: ResourceDef): KubeObject
}

/** `specOf` finds the spec of the claim in the object. */
export function claimShapes(specOf: (object: KubeObject) => Dict | undefined): Shapes {
  return {
    toStorage(object, { version }) {
      if (version === beta) eachRequest(specOf(object), toExact)
      return object
    },
    fromStorage(object, { version }) {
      if (version === beta) eachRequest(specOf(object), fromExact)
      return object
    },
  }
}

/** A device of a slice had but one form, `basic`, which is now the device itself. */
export const sliceShapes: Shapes = {
  toStorage: (object, { version }) =>
    version === beta ? eachDevice(object, ({ name, basic }) => ({ name, ...basic })) : object,
  fromStorage: (object, { version }) =>
    version === beta ? eachDevice(object, ({ name, ...basic }) => ({ name, basic })) : object,
}
