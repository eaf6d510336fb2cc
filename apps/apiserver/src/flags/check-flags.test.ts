import { readFlags } from '@binnacle/flags'
import { describe, expect, it } from 'vitest'
import { flagTable } from '../flag-table.ts'
import { flagFaults } from './check-flags.ts'
import { flagNotes } from './flag-notes.ts'

const read = (...args: string[]) => readFlags(args, flagTable)
const faults = (...args: string[]) => flagFaults(read(...args))

/** As kubeadm writes it, and what other installers add. */
const kubeadm = [
  '--allow-privileged=true',
  '--authorization-mode=Node,RBAC',
  '--enable-admission-plugins=NodeRestriction',
  '--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname',
  '--requestheader-username-headers=X-Remote-User',
  '--profiling=false',
  '--tls-cipher-suites=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_RSA_WITH_AES_128_GCM_SHA256',
  '--endpoint-reconciler-type=lease',
  '--storage-backend=etcd3',
  '--anonymous-auth=false',
  '--audit-log-maxage=30',
  '--feature-gates=KubeletInUserNamespace=true,AllAlpha=false',
]

it('takes what installers write', () => {
  expect(faults(...kubeadm)).toEqual([])
})

it('says what of it changes nothing, and why', () => {
  expect(flagNotes(read(...kubeadm))).toEqual([
    '--profiling=false changes nothing: there are no pages of profiles',
    'of --tls-cipher-suites these are not used, for they are insecure: TLS_RSA_WITH_AES_128_GCM_SHA256',
  ])
  expect(flagNotes(read('--profiling=true', '--watch-cache'))).toEqual([])
  expect(
    flagNotes(read('--feature-gates=GracefulNodeShutdown=false,WatchListClient=false')),
  ).toEqual([
    'the feature gate GracefulNodeShutdown=false changes nothing: it concerns other components',
    'the feature gate WatchListClient=false changes nothing: what clients of this server see does not depend on it',
  ])
})

/** The reference's own words, as kube-apiserver 1.37.2 prints them. */
describe('what cannot be followed is refused', () => {
  it.each([
    ['--tls-cipher-suites=FOO', "Cipher suite FOO not supported or doesn't exist"],
    ['--tls-curve-preferences=70000', 'curve preference 70000 is out of range (must be 1-65535)'],
    ['--tls-curve-preferences=23,23', 'duplicate curve preference 23'],
    [
      '--tls-sni-cert-key=abc',
      'invalid argument "abc" for "--tls-sni-cert-key" flag: expected comma separated certificate and key file paths',
    ],
    [
      '--tls-sni-cert-key=a,b:',
      'invalid argument "a,b:" for "--tls-sni-cert-key" flag: empty names list is not allowed',
    ],
    ['--livez-grace-period=-1s', '--livez-grace-period can not be a negative value'],
    ['--max-requests-inflight=-1', '--max-requests-inflight can not be negative value'],
    [
      '--strict-transport-security-directives=max-age=1,foo',
      '--strict-transport-security-directives invalid, allowed values: max-age=expireTime, includeSubDomains, preload. see https://tools.ietf.org/html/rfc6797#section-6.1 for more information',
    ],
    [
      '--storage-media-type=text/plain',
      '--storage-media-type "text/plain" invalid, allowed values: application/json, application/vnd.kubernetes.protobuf, application/yaml',
    ],
    ['--watch-cache-sizes=foo', 'invalid value of watch cache size: foo'],
    ['--watch-cache-sizes=pods#x', 'invalid size of watch cache size: pods#x'],
    ['--watch-cache-sizes=pods#-1', 'watch cache size cannot be negative: pods#-1'],
    [
      '--encryption-provider-config-automatic-reload',
      '--encryption-provider-config-automatic-reload must be set with --encryption-provider-config',
    ],
    [
      '--etcd-servers-overrides=events',
      '--etcd-servers-overrides invalid, must be of format: group/resource#servers, where servers are URLs, semicolon separated',
    ],
    ['--endpoint-reconciler-type=foo', 'Reconciler not implemented: foo'],
    [
      '--kubernetes-service-node-port=80',
      "kubernetes service node port range 30000-32767 doesn't contain 80",
    ],
    [
      '--coordinated-leadership-retry-period=11s',
      '--coordinated-leadership-renew-deadline must be greater than --coordinated-leadership-retry-period',
    ],
    ['--emulated-version=1.30', 'emulation version 1.30 is not between [1.34, 1.37.0]'],
    [
      '--min-compatibility-version=1.20',
      'minCompatibilityVersion version 1.20 is not between [1.34, 1.37]',
    ],
    ['--min-compatibility-version=foo=1.36', 'component not registered: foo'],
    ['--emulated-version=foo', 'could not parse "foo" as version'],
    [
      '--show-hidden-metrics-for-version=1.30',
      `metrics.showHiddenMetricsForVersion: Invalid value: "1.30": must be omitted or have the value '1.36'; only the previous minor version is allowed`,
    ],
    ['--feature-gates=Foo=true', 'unrecognized feature gate: Foo'],
    ['--feature-gates=Foo', 'missing bool value for Foo'],
    [
      '--feature-gates=kube:DynamicResourceAllocation=false',
      'cannot set feature gate DynamicResourceAllocation to false, feature is locked to true',
    ],
    ['--logging-format=xml', 'format: Invalid value: "xml": Unsupported log format'],
    [
      '--log-json-split-stream=true',
      'options.json.splitStream: Forbidden: Feature LoggingAlphaOptions is disabled',
    ],
    [
      '--vmodule=x',
      'invalid argument "x" for "--vmodule" flag: "x" does not have the pattern=N format',
    ],
  ])('%s', (arg, words) => expect(faults(arg)).toEqual([words]))

  it.each([
    [
      ['--audit-log-path=-', '--audit-log-mode=foo'],
      'invalid audit log mode foo, allowed modes are "batch,blocking,blocking-strict"',
    ],
    [
      ['--audit-log-path=-', '--audit-log-format=xml'],
      'invalid audit log format xml, allowed formats are "legacy,json"',
    ],
    [
      ['--audit-log-path=-', '--audit-log-maxage=-1'],
      "--audit-log-maxage -1 can't be a negative number",
    ],
    [
      ['--audit-webhook-config-file=x', '--audit-webhook-batch-throttle-qps=0'],
      'invalid audit batch webhook throttle QPS 0, must be a positive number',
    ],
    [
      ['--admission-control=AlwaysAdmit', '--enable-admission-plugins=PodSecurity'],
      'admission-control and enable-admission-plugins/disable-admission-plugins flags are mutually exclusive',
    ],
  ])('%j', (args, words) => expect(faults(...args)).toEqual([words]))

  it.each([
    '--service-account-signing-endpoint=/run/signer.sock',
    '--egress-selector-config-file=egress.yaml',
    '--etcd-servers-overrides=/events#http://192.0.2.1:2379',
    '--enable-garbage-collector=false',
    '--feature-gates=HPAScaleToZero=false',
    '--feature-gates=AllBeta=true',
  ])('%s: not here, and it says so', (arg) => expect(faults(arg)).toHaveLength(1))

  it('asks of records only where they go somewhere', () => {
    expect(faults('--audit-log-mode=foo', '--audit-webhook-mode=foo')).toEqual([])
  })

  it('says all that is wrong at once', () => {
    expect(faults('--feature-gates=Foo=true', '--tls-cipher-suites=BAR')).toHaveLength(2)
  })
})

describe('origins of other sites', () => {
  it.each([['//example\\.com(:|$)'], ['^https://example\\.com$']])('%s may be given', (origin) =>
    expect(faults(`--cors-allowed-origins=${origin}`)).toEqual([]),
  )

  it.each([['example.com'], ['(']])('%s may not', (origin) =>
    expect(faults(`--cors-allowed-origins=${origin}`)).toHaveLength(1),
  )
})
