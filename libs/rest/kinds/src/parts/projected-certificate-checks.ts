// in: trust bundles and certificates among the files of a projected volume → out: what is wrong with them.
// Never: the files of other sources.
import {
  type Dict,
  type FieldError,
  invalid,
  labelSelectorErrors,
  notSupported,
  required,
} from '@binnacle/meta'
import { isKubernetesSigner, signerNameErrors } from '../certificates/signer-name.ts'
import { trustBundleNameFaults } from '../certificates/trust-bundle-name.ts'
import { internalValue } from './internal-value.ts'
import { localNonReserved } from './path-checks.ts'
import { checkUserAnnotations } from './user-annotations-check.ts'

const keyTypes = ['RSA3072', 'RSA4096', 'ECDSAP256', 'ECDSAP384', 'ECDSAP521', 'ED25519']
const shortest = 3600
const day = 86400
const paths = ['credentialBundlePath', 'keyPath', 'certificateChainPath']

/** Notes a file that the source writes; refuses one that another source writes. */
export type Claim = (target: string) => void

function checkBundleName(errors: FieldError[], path: string, bundle: Dict): void {
  const name: string = bundle.name
  const at = `${path}.name`
  if (name === '') errors.push(required(at, 'must be a valid object name'))
  const colon = name.lastIndexOf(':')
  const signer = colon < 0 ? '' : name.slice(0, colon).replaceAll(':', '/')
  for (const text of trustBundleNameFaults(name, signer)) {
    errors.push(invalid(at, name, `not a valid clustertrustbundlename: ${text}`))
  }
  if (!bundle.labelSelector) return
  const text = 'labelSelector must be unset if name is specified'
  errors.push(invalid(`${path}.labelSelector`, bundle.labelSelector, text))
}

export function checkTrustBundle(
  errors: FieldError[],
  path: string,
  bundle: Dict,
  claim: Claim,
): void {
  const { name, signerName } = bundle
  if (name !== undefined && signerName !== undefined) {
    const shown = internalValue('ClusterTrustBundleProjection', bundle)
    errors.push(invalid(path, shown, 'only one of name and signerName may be used'))
  } else if (name !== undefined) checkBundleName(errors, path, bundle)
  else if (signerName !== undefined) {
    const at = `${path}.signerName`
    if (signerName === '') errors.push(required(at, 'must be a valid signer name'))
    errors.push(...signerNameErrors(at, signerName))
    const selector = bundle.labelSelector
    if (selector) errors.push(...labelSelectorErrors(selector, `${path}.labelSelector`))
  } else errors.push(required(path, 'either name or signerName must be specified'))
  const target: string = bundle.path ?? ''
  if (target === '') errors.push(required(`${path}.path`))
  localNonReserved(errors, `${path}.path`, target)
  claim(target)
}

function checkLife(errors: FieldError[], path: string, certificate: Dict): void {
  const seconds: number | undefined = certificate.maxExpirationSeconds
  if (seconds === undefined || seconds === null) return
  const at = `${path}.maxExpirationSeconds`
  const say = (text: string) =>
    errors.push(invalid(at, seconds, `if provided, maxExpirationSeconds must be ${text}`))
  const longest = isKubernetesSigner(certificate.signerName ?? '') ? day : 91 * day
  if (seconds < shortest) say(`>= ${shortest}`)
  if (seconds > longest) say(`<= ${longest}`)
}

export function checkPodCertificate(
  errors: FieldError[],
  path: string,
  certificate: Dict,
  claim: Claim,
): void {
  errors.push(...signerNameErrors(`${path}.signerName`, certificate.signerName ?? ''))
  const annotations = certificate.userAnnotations
  if (annotations) checkUserAnnotations(errors, `${path}.userAnnotations`, annotations)
  const type: string = certificate.keyType ?? ''
  if (!keyTypes.includes(type)) errors.push(notSupported(`${path}.keyType`, type, keyTypes))
  checkLife(errors, path, certificate)
  const given = paths.filter((name) => certificate[name])
  for (const name of given) {
    localNonReserved(errors, `${path}.${name}`, certificate[name])
    claim(certificate[name])
  }
  if (given.length > 0) return
  const text = 'specify at least one of credentialBundlePath, keyPath, and certificateChainPath'
  errors.push(required(path, text))
}
