// in: --enable-admission-plugins and --disable-admission-plugins → out: the steps, in upstream's order.
import { namespaceLifecycle } from './namespace-lifecycle.ts'
import type { AdmissionStep } from './step.ts'

/** In the order in which they run; `on`: without a flag. */
const plugins: readonly { readonly step: AdmissionStep; readonly on: boolean }[] = [
  { step: namespaceLifecycle, on: true },
]

export interface PluginChoice {
  readonly enable: readonly string[]
  readonly disable: readonly string[]
}

export function admissionSteps({ enable, disable }: PluginChoice): AdmissionStep[] {
  return plugins
    .filter(({ step, on }) => (on || enable.includes(step.name)) && !disable.includes(step.name))
    .map(({ step }) => step)
}
