// in: the name of a ClusterTrustBundle and its signer, '' for none → out: texts of what is wrong. Never: a signer's name.
import { nameIsSubdomain } from '@binnacle/meta'

export function trustBundleNameFaults(name: string, signer: string): string[] {
  if (signer === '') {
    if (name.includes(':')) {
      return ['ClusterTrustBundle without signer name must not have ":" in its name']
    }
    return nameIsSubdomain(name, false)
  }
  const prefix = `${signer.replaceAll('/', ':')}:`
  if (!name.startsWith(prefix)) {
    return [`ClusterTrustBundle for signerName ${signer} must be named with prefix ${prefix}`]
  }
  return nameIsSubdomain(name.slice(prefix.length), false)
}
