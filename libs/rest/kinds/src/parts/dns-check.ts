// in: the name resolution of a pod → out: what is wrong with it.
import {
  type Dict,
  dns1123Subdomain,
  dns1123SubdomainWithUnderscore,
  type FieldError,
  invalid,
  required,
} from '@binnacle/meta'
import { byteLength } from './bytes.ts'
import { listOf, textErrors } from './field-checks.ts'
import { legacyIpErrors } from './ip-checks.ts'

const nameserversMax = 3
const searchesMax = 32
const searchCharactersMax = 2048

function checkSearches(errors: FieldError[], path: string, searches: readonly string[]): void {
  if (searches.length > searchesMax) {
    const text = `must not have more than ${searchesMax} search paths`
    errors.push(invalid(path, searches, text))
  }
  if (byteLength(searches.join(' ')) > searchCharactersMax) {
    const text = `must not have more than ${searchCharactersMax} characters (including spaces) in the search list`
    errors.push(invalid(path, searches, text))
  }
  for (const [i, search] of searches.entries()) {
    if (search === '.') continue
    const name = search.endsWith('.') ? search.slice(0, -1) : search
    textErrors(errors, `${path}[${i}]`, name, dns1123SubdomainWithUnderscore(name))
  }
}

export function checkDnsConfig(
  errors: FieldError[],
  path: string,
  config: Dict | undefined,
  policy: string | undefined,
): void {
  const servers: string[] = config?.nameservers ?? []
  if (policy === 'None' && !config) {
    errors.push(required(path, 'must provide `dnsConfig` when `dnsPolicy` is None'))
    return
  }
  if (policy === 'None' && servers.length === 0) {
    const text = 'must provide at least one DNS nameserver when `dnsPolicy` is None'
    errors.push(required(`${path}.nameservers`, text))
    return
  }
  if (!config) return
  if (servers.length > nameserversMax) {
    const text = `must not have more than ${nameserversMax} nameservers`
    errors.push(invalid(`${path}.nameservers`, servers, text))
  }
  for (const [i, server] of servers.entries()) {
    errors.push(...legacyIpErrors(`${path}.nameservers[${i}]`, server))
  }
  checkSearches(errors, `${path}.searches`, config.searches ?? [])
  for (const [i, option] of listOf(config.options).entries()) {
    if (!option.name) errors.push(required(`${path}.options[${i}]`, 'must not be empty'))
  }
}

export function checkHostAliases(
  errors: FieldError[],
  path: string,
  aliases: readonly Dict[],
): void {
  for (const [i, alias] of aliases.entries()) {
    errors.push(...legacyIpErrors(`${path}[${i}].ip`, alias.ip ?? ''))
    for (const [j, name] of ((alias.hostnames ?? []) as string[]).entries()) {
      textErrors(errors, `${path}[${i}].hostnames[${j}]`, name, dns1123Subdomain(name))
    }
  }
}
