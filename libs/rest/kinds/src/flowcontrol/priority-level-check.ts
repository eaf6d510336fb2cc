// in: a PriorityLevelConfiguration → out: what is wrong with it. Never: seats.
import {
  type Dict,
  type FieldError,
  forbidden,
  invalid,
  type KubeObject,
  notSupported,
} from '@binnacle/meta'
import { declaredRequired } from '../parts/declared-checks.ts'
import { sameValue } from '../parts/same-value.ts'
import { conditionErrors } from './flow-schema-check.ts'
import { mandatoryLevels } from './mandatory.ts'

const preserve = 'flowcontrol.k8s.io/preserve-zero-concurrency-shares'
const queuesMax = 10_000_000
const hashBits = 60

/** Bits of a hash that are needed to deal a hand from a deck. */
function entropyBits(deck: number, hand: number): number {
  return Math.ceil(Math.log2(deck) * hand)
}

function checkQueuing(errors: FieldError[], path: string, queuing: Dict): void {
  const { queueLengthLimit: length = 0, queues = 0, handSize: hand = 0 } = queuing
  const positive = 'must be positive'
  if (length <= 0) errors.push(invalid(`${path}.queueLengthLimit`, length, positive))
  if (queues <= 0) errors.push(invalid(`${path}.queues`, queues, positive))
  else if (queues > queuesMax) {
    errors.push(invalid(`${path}.queues`, queues, `must not be greater than ${queuesMax}`))
  }
  const at = `${path}.handSize`
  const bits = entropyBits(queues, hand)
  if (hand <= 0) errors.push(invalid(at, hand, positive))
  else if (hand > queues) {
    errors.push(invalid(at, hand, `should not be greater than queues (${queues})`))
  } else if (bits > hashBits) {
    const text = `required entropy bits of deckSize ${queues} and handSize ${hand} should not be greater than ${hashBits}`
    errors.push(invalid(at, hand, text))
  }
}

function checkShares(errors: FieldError[], path: string, level: Dict): void {
  const shares = level.nominalConcurrencyShares ?? 0
  if (shares < 0) {
    const text = 'must be a non-negative integer'
    errors.push(invalid(`${path}.nominalConcurrencyShares`, shares, text))
  }
}

function checkLendable(errors: FieldError[], path: string, level: Dict): void {
  const percent = level.lendablePercent ?? 0
  if (percent < 0 || percent > 100) {
    const text = 'must be between 0 and 100, inclusive'
    errors.push(invalid(`${path}.lendablePercent`, percent, text))
  }
}

function checkLimited(errors: FieldError[], declared: FieldError[], level: Dict): void {
  const path = 'spec.limited'
  checkShares(errors, path, level)
  const response: Dict = level.limitResponse ?? {}
  const at = `${path}.limitResponse`
  const type: string = response.type ?? ''
  if (type === '') declared.push(...declaredRequired(`${at}.type`, type))
  else if (type === 'Queue') {
    if (response.queuing) checkQueuing(errors, `${at}.queuing`, response.queuing)
    else declared.push(...declaredRequired(`${at}.queuing`, undefined))
  } else if (type !== 'Reject') {
    errors.push(notSupported(`${at}.type`, type, ['Queue', 'Reject']))
  }
  if (type !== 'Queue' && response.queuing) declared.push(forbidden(`${at}.queuing`, ''))
  checkLendable(errors, path, level)
  const borrowing = level.borrowingLimitPercent
  if (borrowing !== undefined && borrowing !== null && borrowing < 0) {
    const text = 'if specified, must be a non-negative integer'
    errors.push(invalid(`${path}.borrowingLimitPercent`, borrowing, text))
  }
}

function checkMandatory(errors: FieldError[], name: string, spec: Dict): void {
  const fixed = Object.hasOwn(mandatoryLevels, name) ? mandatoryLevels[name] : undefined
  if (fixed === undefined) return
  const free = name === 'exempt'
  const { exempt: _free, ...rest } = spec
  if (sameValue(free ? rest : spec, fixed)) return
  const but = free ? " except the 'spec.exempt' field" : ''
  errors.push(invalid('spec', spec, `spec of '${name}'${but} must equal the fixed value`))
}

export function checkPriorityLevel(object: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const declared: FieldError[] = []
  const spec: Dict = object.spec ?? {}
  const name = object.metadata.name ?? ''
  if (object.metadata.annotations?.[preserve] !== undefined) {
    errors.push(forbidden('metadata.annotations', `annotation '${preserve}' is forbidden`))
  }
  const type: string = spec.type ?? ''
  if ((name === 'exempt') !== (type === 'Exempt')) {
    const text = "must be 'Exempt' if and only if `name` is 'exempt'"
    errors.push(invalid('spec.type', type, text))
  }
  if (type === '') declared.push(...declaredRequired('spec.type', type))
  else if (type === 'Exempt') {
    if (spec.exempt) {
      checkShares(errors, 'spec.exempt', spec.exempt)
      checkLendable(errors, 'spec.exempt', spec.exempt)
    }
  } else if (type === 'Limited') {
    if (spec.limited) checkLimited(errors, declared, spec.limited)
    else declared.push(...declaredRequired('spec.limited', undefined))
  } else errors.push(notSupported('spec.type', type, ['Exempt', 'Limited']))
  if (type !== 'Exempt' && spec.exempt) declared.push(forbidden('spec.exempt', ''))
  if (type !== 'Limited' && spec.limited) declared.push(forbidden('spec.limited', ''))
  checkMandatory(errors, name, spec)
  return [...errors, ...conditionErrors(object), ...declared]
}
