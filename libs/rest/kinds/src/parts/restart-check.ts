// in: how containers restart and resize → out: what is wrong with it.
import {
  type Dict,
  duplicate,
  type FieldError,
  invalid,
  notSupported,
  required,
  tooMany,
} from '@binnacle/meta'

const policies = ['Always', 'Never', 'OnFailure']
const actions = ['Restart', 'RestartAllContainers']
const operators = ['In', 'NotIn']
const rulesMax = 20
const exitCodesMax = 255

function checkRule(errors: FieldError[], path: string, rule: Dict): void {
  if (!actions.includes(rule.action)) {
    errors.push(notSupported(`${path}.action`, rule.action ?? '', actions))
  }
  const codes: Dict | undefined = rule.exitCodes
  if (!codes) {
    errors.push(required(`${path}.exitCodes`, 'must be specified'))
    return
  }
  if (!operators.includes(codes.operator)) {
    errors.push(notSupported(`${path}.exitCodes.operator`, codes.operator ?? '', operators))
  }
  const count = (codes.values ?? []).length
  if (count > exitCodesMax) errors.push(tooMany(`${path}.exitCodes.values`, count, exitCodesMax))
}

/** Of one container: its own policy and the rules that refine it. */
export function checkRestartRules(
  errors: FieldError[],
  path: string,
  container: Dict,
  isInit = false,
): void {
  const policy: string | undefined = container.restartPolicy
  const rules = (container.restartPolicyRules ?? []) as Dict[]
  if (policy === undefined) {
    if (rules.length === 0) return
    const text = 'must specify restartPolicy when restart rules are used'
    errors.push(required(`${path}.restartPolicy`, text))
    if (isInit) return
  } else if (!policies.includes(policy)) {
    errors.push(notSupported(`${path}.restartPolicy`, policy, policies))
  }
  if (rules.length > rulesMax) {
    errors.push(tooMany(`${path}.restartPolicyRules`, rules.length, rulesMax))
  }
  for (const [i, rule] of rules.entries()) {
    checkRule(errors, `${path}.restartPolicyRules[${i}]`, rule)
  }
}

export function checkResizePolicy(
  errors: FieldError[],
  path: string,
  list: readonly Dict[],
  spec: Dict,
): void {
  const seen = new Set<string>()
  for (const [i, policy] of list.entries()) {
    const resource: string = policy.resourceName ?? ''
    const restart: string = policy.restartPolicy ?? ''
    if (seen.has(resource)) errors.push(duplicate(`${path}[${i}]`, resource))
    seen.add(resource)
    if (resource === '') errors.push(required(path))
    else if (resource !== 'cpu' && resource !== 'memory') {
      errors.push(notSupported(path, resource, ['cpu', 'memory']))
    }
    if (restart === '') errors.push(required(path))
    else if (restart !== 'NotRequired' && restart !== 'RestartContainer') {
      errors.push(notSupported(path, restart, ['NotRequired', 'RestartContainer']))
    }
    if (spec.restartPolicy === 'Never' && restart !== 'NotRequired') {
      const text = "must be 'NotRequired' when pod `restartPolicy` is 'Never'"
      errors.push(invalid(path, restart, text))
    }
  }
}
