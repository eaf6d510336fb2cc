// in: bundles of authorities → out: one of all. Never: which of them a certificate is from.

/** TLS verifies against both; which of them a certificate is from is found out later. */
export function trustedCas(...bundles: (string | undefined)[]): string | undefined {
  const given = bundles.filter((bundle) => bundle !== undefined)
  return given.length === 0 ? undefined : given.join('\n')
}
