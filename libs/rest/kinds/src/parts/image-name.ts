// in: the image of a container → out: its tag as the pull policy's default sees it. Never: a registry.

const component = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*'
const host = '(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)'
const domain = `(?:${host}(?:\\.${host})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`
const reference = new RegExp(
  `^((?:${domain}/)?${component}(?:/${component})*)` +
    '(?::(\\w[\\w.-]{0,127}))?' +
    '(?:@([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?$',
)
const digest = /^(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})$/

const referenceLengthMax = 2048

/** `registry/name` with the default registry and folder, or undefined when it is not a reference at all. */
function normalized(image: string): string | undefined {
  if (/^[a-f0-9]{64}$/.test(image)) return undefined
  const slash = image.indexOf('/')
  const first = slash < 0 ? '' : image.slice(0, slash)
  const named =
    first.includes('.') ||
    first.includes(':') ||
    first === 'localhost' ||
    first !== first.toLowerCase()
  let registry = slash >= 0 && named ? first : 'docker.io'
  let rest = slash >= 0 && named ? image.slice(slash + 1) : image
  if (registry === 'index.docker.io') registry = 'docker.io'
  if (registry === 'docker.io' && !rest.includes('/')) rest = `library/${rest}`
  const name = rest.split(':', 1)[0] as string
  return name === name.toLowerCase() ? `${registry}/${rest}` : undefined
}

/** 'latest' when neither tag nor digest is given; '' for a digest alone and for what is no reference. */
export function imageTag(image: string): string {
  if (image.length > referenceLengthMax) return ''
  const full = normalized(image)
  const match = full === undefined ? null : reference.exec(full)
  if (match === null || (match[1] as string).length > 255) return ''
  if (match[3] !== undefined && !digest.test(match[3])) return ''
  if (match[2] !== undefined) return match[2]
  return match[3] === undefined ? 'latest' : ''
}

export function defaultPullPolicy(image: unknown): string {
  return typeof image === 'string' && imageTag(image) === 'latest' ? 'Always' : 'IfNotPresent'
}
