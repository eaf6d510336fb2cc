// in: the states of a pod's containers, new and old → out: errors for ended containers that came to life again.
import { type Dict, type FieldError, forbidden, type KubeObject } from '@binnacle/meta'
import { listOf } from '../parts/field-checks.ts'
import { visitContainers } from '../parts/visit-containers.ts'

function ruleMatches(rule: Dict, exitCode: number): boolean {
  const codes: Dict | undefined = rule.exitCodes
  if (!codes) return false
  const listed = ((codes.values ?? []) as number[]).includes(exitCode)
  return codes.operator === 'In' ? listed : codes.operator === 'NotIn' && !listed
}

/** May this container run again after it ended so? */
function mayRestart(container: Dict, spec: Dict, exitCode: number): boolean {
  const own: string | undefined = container.restartPolicy
  if (own !== undefined) {
    const rule = listOf(container.restartPolicyRules).find((one) => ruleMatches(one, exitCode))
    if (rule?.action === 'Restart' || rule?.action === 'RestartAllContainers') return true
  }
  switch (own ?? spec.restartPolicy) {
    case 'Always':
      return true
    case 'OnFailure':
      return exitCode !== 0
    default:
      return false
  }
}

function restartsAll(spec: Dict): boolean {
  let found = false
  visitContainers(spec, '', (container) => {
    found ||= listOf(container.restartPolicyRules).some(
      (rule) => rule.action === 'RestartAllContainers',
    )
  })
  return found
}

function checkList(
  errors: FieldError[],
  list: string,
  pod: KubeObject,
  was: KubeObject,
  allowed: (name: string, exitCode: number) => boolean,
): void {
  const now = listOf(pod.status?.[list])
  for (const [i, old] of listOf(was.status?.[list]).entries()) {
    const ended: Dict | undefined = old.state?.terminated
    if (!ended) continue
    const next = now.find((one) => one.name === old.name && !one.state?.terminated)
    if (!next || allowed(old.name, ended.exitCode ?? 0)) continue
    const text = 'may not be transitioned to non-terminated state'
    errors.push(forbidden(`status.${list}[${i}].state`, text))
  }
}

export function checkStateChanges(errors: FieldError[], pod: KubeObject, was: KubeObject): void {
  const spec: Dict = was.spec
  const byList = (containers: unknown) => (name: string, exitCode: number) => {
    const container = listOf(containers).find((one) => one.name === name)
    return container !== undefined && mayRestart(container, spec, exitCode)
  }
  if (!restartsAll(spec)) {
    checkList(errors, 'containerStatuses', pod, was, byList(spec.containers))
    checkList(errors, 'initContainerStatuses', pod, was, byList(spec.initContainers))
  }
  checkList(errors, 'ephemeralContainerStatuses', pod, was, () => false)
}
