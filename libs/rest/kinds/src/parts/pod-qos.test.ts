import { expect, test } from 'vitest'
import { podQos } from './pod-qos.ts'

const full = { cpu: '1', memory: '1Gi' }

test('guarantees what is limited to its requests in every container', () => {
  const resources = { requests: full, limits: { cpu: '1000m', memory: '1024Mi' } }
  expect(podQos({ containers: [{ resources }, { resources }] })).toBe('Guaranteed')
})

test('promises little when one container asks for less', () => {
  const some = { requests: { cpu: '1' } }
  const all = { requests: full, limits: full }
  expect(podQos({ containers: [{ resources: all }, { resources: some }] })).toBe('Burstable')
})

test('promises nothing to who asks for nothing', () => {
  expect(podQos({ containers: [{}, { resources: { requests: { cpu: '0' } } }] })).toBe('BestEffort')
})
