// The controls of kube-bench.md, one by one, over the flags that deploy/ gives a replica.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { flagTable } from '@binnacle/apiserver/flags'
import { readFlags } from '@binnacle/flags'
import { describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { composeFile, deployFolder, run } from '../deploy/tools.ts'

const chart = `${deployFolder}/helm/binnacle`
const read = (path: string) => readFileSync(path, 'utf8')

/** The chart's lines with its default values; Helm itself renders them in test/deploy. */
function chartFlags(): string[] {
  const { apiserver, etcd } = parse(read(`${chart}/values.yaml`))
  const lines = read(`${chart}/templates/deployment.yaml`).match(/^ +- --\S.*$/gm) ?? []
  return lines.map((line) =>
    line
      .trim()
      .slice(2)
      .replace('{{ join "," . }}', apiserver.enableAdmissionPlugins.join(','))
      .replace('{{ .Values.apiserver.drainSeconds }}', apiserver.drainSeconds)
      .replace('{{ .Values.apiserver.shutdownDelaySeconds }}', apiserver.shutdownDelaySeconds)
      .replace('{{ .Values.etcd.prefix }}', etcd.prefix)
      .replace(/\{\{.*?\}\}/g, 'x'),
  )
}

const anonymousOf = (text: string): string[] =>
  parse(text).anonymous.conditions.map(({ path }: { path: string }) => path)

interface Limit {
  readonly type: string
  readonly qps: number
  readonly burst: number
}

/** What the admission configuration tells EventRateLimit. */
function limitsOf(text: string): Limit[] {
  const { plugins } = parse(text)
  return plugins.find(({ name }: { name: string }) => name === 'EventRateLimit').configuration
    .limits
}

/** What the certificates step makes: for the volume of Compose, and for a Secret of the chart. */
function madeEncryption(): { compose: string; helm: string } {
  const folder = mkdtempSync(join(tmpdir(), 'binnacle-kube-bench-'))
  const make = (...args: string[]) => {
    const program = `${deployFolder}/image/certificates.ts`
    const said = run(process.execPath, [program, `--folder=${folder}`, ...args])
    if (said.code !== 0) throw new Error(said.err)
    return said.out
  }
  try {
    make()
    const { items } = JSON.parse(make('--show=secrets', '--prefix=api'))
    const secret = items.find(
      ({ metadata }: { metadata: { name: string } }) => metadata.name === 'api-encryption',
    )
    return {
      compose: read(join(folder, 'apiserver', 'encryption.yaml')),
      helm: secret.stringData['encryption.yaml'],
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The first provider of Secrets, with which they are written. */
function providerOf(text: string): string | undefined {
  const { resources } = parse(text)
  const entry = resources.find(({ resources }: { resources: string[] }) =>
    resources.includes('secrets'),
  )
  return Object.keys(entry?.providers[0] ?? {})[0]
}

const encryption = madeEncryption()
const compose = {
  encryption: encryption.compose,
  limits: limitsOf(read(`${deployFolder}/compose/admission.yaml`)),
  args: composeFile().services['apiserver-1']?.command ?? [],
  anonymous: anonymousOf(read(`${deployFolder}/compose/authentication.yaml`)),
}
const helm = {
  encryption: encryption.helm,
  limits: parse(read(`${chart}/values.yaml`)).apiserver.eventRateLimits as Limit[],
  args: chartFlags(),
  anonymous: parse(read(`${chart}/values.yaml`)).apiserver.anonymousPaths as string[],
}

describe.each([
  ['compose', compose],
  ['helm', helm],
] as const)('kube-bench 1.2 for deploy/%s', (_where, { args, anonymous, limits, encryption }) => {
  const flags = readFlags(args, flagTable)
  const modes = flags.list('authorization-mode')
  const enabled = flags.list('enable-admission-plugins')
  const disabled = flags.list('disable-admission-plugins')
  const given = (...names: Parameters<typeof flags.text>[0][]) =>
    names.every((name) =>
      args.some((arg) => arg.startsWith(`--${name}=`) && arg.length > name.length + 3),
    )

  it.each([
    ['1.2.1', anonymous.every((path) => ['/livez', '/readyz', '/healthz'].includes(path))],
    ['1.2.1 (the file is used)', given('authentication-config')],
    ['1.2.2', !given('token-auth-file')],
    ['1.2.3', enabled.includes('DenyServiceExternalIPs')],
    ['1.2.4', given('kubelet-client-certificate', 'kubelet-client-key')],
    ['1.2.5', given('kubelet-certificate-authority')],
    ['1.2.6', !modes.includes('AlwaysAllow')],
    ['1.2.7', modes.includes('Node')],
    ['1.2.8', modes.includes('RBAC')],
    ['1.2.9', enabled.includes('EventRateLimit')],
    ['1.2.9 (with limits)', given('admission-control-config-file') && limits.length > 0],
    ['1.2.9 (for all)', limits.some(({ type, qps }) => type === 'Server' && qps > 0)],
    ['1.2.10', !enabled.includes('AlwaysAdmit')],
    ['1.2.11', enabled.includes('AlwaysPullImages')],
    ['1.2.12', !disabled.includes('ServiceAccount')],
    ['1.2.13', !disabled.includes('NamespaceLifecycle')],
    ['1.2.14', enabled.includes('NodeRestriction')],
    // Set or not, there is nothing to switch: doors.test.ts looks for the page.
    ['1.2.15', flagTable.profiling.idle !== undefined],
    ['1.2.16', given('audit-log-path', 'audit-policy-file')],
    ['1.2.20', flags.milliseconds('request-timeout') === 60_000],
    ['1.2.21', flags.enabled('service-account-lookup')],
    ['1.2.22', given('service-account-key-file')],
    ['1.2.23', given('etcd-certfile', 'etcd-keyfile')],
    ['1.2.24', given('tls-cert-file', 'tls-private-key-file')],
    ['1.2.25', given('client-ca-file')],
    ['1.2.26', given('etcd-cafile')],
    ['1.2.27', given('encryption-provider-config')],
    ['1.2.28', ['aescbc', 'kms', 'secretbox'].includes(providerOf(encryption) ?? '')],
    ['1.2.29', !given('tls-cipher-suites')],
    ['1.2.30', !flags.enabled('service-account-extend-token-expiration')],
    ['insecure port', flags.number('insecure-port') === 0],
  ])('%s holds', (_control, holds) => expect(holds).toBe(true))
})

it('1.2.18, 1.2.19: the log driver keeps ten files of 100 MB', () => {
  const file = parse(read(`${deployFolder}/compose/compose.yaml`), { merge: true })
  for (const name of ['apiserver-1', 'apiserver-2', 'apiserver-3']) {
    expect(file.services[name].logging.options).toEqual({ 'max-size': '100m', 'max-file': '10' })
  }
})

it('1.2.9: the limits are the same for both', () => {
  expect(helm.limits).toEqual(compose.limits)
})

it('1.2.28: each cluster has a key of its own', () => {
  const secret = (text: string) => /secret: (\S+)/.exec(text)?.[1] ?? ''
  expect(Buffer.from(secret(encryption.compose), 'base64')).toHaveLength(32)
  expect(encryption.helm).toBe(encryption.compose)
  expect(madeEncryption().compose).not.toBe(encryption.compose)
})

it('the audit policy never records contents, and is the same for both', () => {
  const text = read(`${deployFolder}/compose/audit-policy.yaml`)
  const policy = parse(text)
  const levels = policy.rules.map(({ level }: { level: string }) => level)
  expect(new Set(levels)).toEqual(new Set(['None', 'Metadata']))
  const covered = policy.rules
    .filter(({ level }: { level: string }) => level === 'Metadata')
    .flatMap(({ resources = [] }: { resources?: { resources: string[] }[] }) => resources)
    .flatMap((each: { resources: string[] }) => each.resources)
  for (const one of ['secrets', 'configmaps', 'tokenreviews', 'pods/exec', 'pods/portforward']) {
    expect(covered).toContain(one)
  }
  const inChart = read(`${chart}/templates/configuration.yaml`).split('audit-policy.yaml: |\n')[1]
  const [document] = parseAllDocuments((inChart ?? '').replace(/^ {4}/gm, ''))
  expect(document?.toJS()).toEqual(policy)
})
