import type { Dict } from '@binnacle/meta'
import { describe, expect, test } from 'vitest'
import { admissionSteps, pluginFaults } from './plugins.ts'

const none = { enable: [], disable: [] }

describe('the choice of plugins', () => {
  test('refuses names that nobody knows, and names that are asked for both ways', () => {
    expect(pluginFaults(none)).toEqual([])
    expect(pluginFaults({ enable: ['Nope', 'AlwaysDeny'], disable: ['Neither'] })).toEqual([
      'enable-admission-plugins plugin "Nope" is unknown',
      'disable-admission-plugins plugin "Neither" is unknown',
    ])
    expect(pluginFaults({ enable: ['PodSecurity'], disable: ['PodSecurity'] })).toEqual([
      '[PodSecurity] in enable-admission-plugins and disable-admission-plugins overlapped',
    ])
  })

  test('has 25 on, quotas behind all that may refuse', () => {
    const names = admissionSteps(none).map(({ name }) => name)
    expect(names).toHaveLength(25)
    expect(names.at(-1)).toBe('ResourceQuota')
    expect(names.indexOf('ValidatingAdmissionPolicy')).toBeLessThan(
      names.indexOf('ValidatingAdmissionWebhook'),
    )
  })

  test('may be named whole', () => {
    const only = ['LimitRanger', 'AlwaysDeny']
    const names = admissionSteps({ ...none, only }).map(({ name }) => name)
    expect(names).toEqual(only)
    expect(pluginFaults({ ...none, only: ['Nope'] })).toEqual([
      'admission-control plugin "Nope" is unknown',
    ])
  })

  test('tells DefaultTolerationSeconds how long pods stay', () => {
    const tolerationSeconds = { notReady: 10, unreachable: 20 }
    const [step] = admissionSteps({
      ...none,
      only: ['DefaultTolerationSeconds'],
      tolerationSeconds,
    })
    const object = { kind: 'Pod', metadata: { name: 'a' }, spec: {} as Dict }
    const write = { object, def: { group: '', resource: 'pods' }, subresource: '' }
    step?.mutate?.(write as never)
    const seconds = object.spec.tolerations.map((one: Dict) => [one.key, one.tolerationSeconds])
    expect(seconds).toEqual([
      ['node.kubernetes.io/not-ready', 10],
      ['node.kubernetes.io/unreachable', 20],
    ])
  })

  test('names the plugin whose configuration cannot be read', () => {
    const make = (name: string, said?: unknown) =>
      admissionSteps({
        enable: [name],
        disable: [],
        configurations: new Map(said === undefined ? [] : [[name, said]]),
      })
    expect(() => make('ImagePolicyWebhook')).toThrow(
      `couldn't init admission plugin "ImagePolicyWebhook": no config specified`,
    )
    const apiVersion = 'eventratelimit.admission.k8s.io/v1alpha1'
    const limits = [{ type: 'Server', qps: 0, burst: 1 }]
    expect(() => make('EventRateLimit', { apiVersion, kind: 'Configuration', limits })).toThrow(
      `couldn't init admission plugin "EventRateLimit": limits[0].qps: Invalid value: 0: must be positive`,
    )
    expect(() => make('PodTolerationRestriction', { kind: 'Other' })).toThrow(
      'no kind "Other" is registered',
    )
    const hooks = {
      apiVersion: 'apiserver.config.k8s.io/v1',
      kind: 'WebhookAdmissionConfiguration',
      kubeConfigFile: 'near.yaml',
    }
    expect(() => make('MutatingAdmissionWebhook', hooks)).toThrow(
      'kubeConfigFile: Invalid value: "near.yaml": must be an absolute file path',
    )
  })
})
