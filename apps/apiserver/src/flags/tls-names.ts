// in: names and numbers of Go's crypto/tls → out: OpenSSL's names. Never: a suite without forward secrecy.

/** Those of TLS 1.3 cannot be chosen in Go; here they are always on, too. */
const always = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256']

const suites: Readonly<Record<string, string>> = {
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: 'ECDHE-ECDSA-AES128-GCM-SHA256',
  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: 'ECDHE-RSA-AES128-GCM-SHA256',
  TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384: 'ECDHE-ECDSA-AES256-GCM-SHA384',
  TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384: 'ECDHE-RSA-AES256-GCM-SHA384',
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305: 'ECDHE-ECDSA-CHACHA20-POLY1305',
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-ECDSA-CHACHA20-POLY1305',
  TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305: 'ECDHE-RSA-CHACHA20-POLY1305',
  TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-RSA-CHACHA20-POLY1305',
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA: 'ECDHE-ECDSA-AES128-SHA',
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256: 'ECDHE-ECDSA-AES128-SHA256',
  TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA: 'ECDHE-ECDSA-AES256-SHA',
  TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA: 'ECDHE-RSA-AES128-SHA',
  TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256: 'ECDHE-RSA-AES128-SHA256',
  TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA: 'ECDHE-RSA-AES256-SHA',
}

/** Known to the reference, and refused: broken ciphers, or keys that open what was recorded. */
const refused = new Set([
  'TLS_ECDHE_ECDSA_WITH_RC4_128_SHA',
  'TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA',
  'TLS_ECDHE_RSA_WITH_RC4_128_SHA',
  'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
  'TLS_RSA_WITH_AES_128_CBC_SHA',
  'TLS_RSA_WITH_AES_128_CBC_SHA256',
  'TLS_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_RSA_WITH_AES_256_CBC_SHA',
  'TLS_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_RSA_WITH_RC4_128_SHA',
])

const isUsable = (name: string) => always.includes(name) || name in suites

export function cipherFaults(names: readonly string[]): string[] {
  const unknown = names.filter((name) => !isUsable(name) && !refused.has(name))
  if (unknown.length > 0) {
    return unknown.map((name) => `Cipher suite ${name} not supported or doesn't exist`)
  }
  if (names.length === 0 || names.some(isUsable)) return []
  return [`--tls-cipher-suites: this server uses none of ${names.join(', ')}: they are insecure`]
}

/** Of a list, those that are left out here although the reference would use them. */
export function leftOutCiphers(names: readonly string[]): string[] {
  return names.filter((name) => refused.has(name))
}

/** As OpenSSL wants them, in the order given; undefined: nothing was chosen. */
export function cipherList(names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined
  const chosen = names.flatMap((name) => suites[name] ?? [])
  return [...new Set([...always, ...chosen])].join(':')
}

const curves: Readonly<Record<string, string>> = {
  23: 'prime256v1',
  24: 'secp384r1',
  25: 'secp521r1',
  29: 'X25519',
  4587: 'SecP256r1MLKEM768',
  4588: 'X25519MLKEM768',
  4589: 'SecP384r1MLKEM1024',
}

/** The reference takes them in an order of its own: what is strong and cheap first. */
const curveOrder = ['4588', '4587', '4589', '29', '23', '24', '25']

const curveMax = 65_535

export function curveFaults(ids: readonly string[]): string[] {
  const seen = new Set<string>()
  return ids.flatMap((id) => {
    if (!/^-?\d+$/.test(id)) {
      const why = `strconv.ParseInt: parsing ${JSON.stringify(id)}: invalid syntax`
      return [`invalid argument ${JSON.stringify(id)} for "--tls-curve-preferences" flag: ${why}`]
    }
    const number = Number(id)
    if (number <= 0 || number > curveMax) {
      return [`curve preference ${number} is out of range (must be 1-${curveMax})`]
    }
    if (seen.has(String(number))) return [`duplicate curve preference ${number}`]
    seen.add(String(number))
    if (number in curves) return []
    return [`curve preference ${number} is not supported by this server`]
  })
}

/** As OpenSSL wants them; undefined: nothing was chosen. */
export function curveList(ids: readonly string[]): string | undefined {
  if (ids.length === 0) return undefined
  const numbers = new Set(ids.map((id) => String(Number(id))))
  return curveOrder.flatMap((id) => (numbers.has(id) ? (curves[id] as string) : [])).join(':')
}
