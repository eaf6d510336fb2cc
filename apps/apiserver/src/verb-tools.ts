// in: the surroundings and settings → out: what the verbs are handed: clock, randomness, admission.
import { randomInt, randomUUID } from 'node:crypto'
import { admissionSteps, createAdmission, readAdmissionConfiguration } from '@binnacle/admission'
import { gzipFromBytes } from '@binnacle/codec'
import type { SubresourceTools, Surroundings } from '@binnacle/kinds'
import { quotaFromBirth } from '@binnacle/loops'
import { forward } from '@binnacle/proxy'
import type { VerbTools } from '@binnacle/verbs'
import type { Config } from './config.ts'
import { standaloneQuotas } from './standalone.ts'

// No vowels and no look-alikes: random names spell no words.
const suffixAlphabet = 'bcdfghjklmnpqrstvwxz2456789'
const suffixLength = 5

function nameSuffix(): string {
  let suffix = ''
  for (let at = 0; at < suffixLength; at++) {
    suffix += suffixAlphabet[randomInt(suffixAlphabet.length)]
  }
  return suffix
}

/** Kubelets are believed by their own CA, when one is named; others behind a proxy path are not asked. */
function forwarding({ kubelet }: Config): SubresourceTools['forward'] {
  return (request, to) => {
    if (!to.kubelet) return forward(request, to)
    return forward(request, {
      url: to.url,
      ...kubelet,
      insecureSkipVerify: kubelet.ca === undefined,
    })
  }
}

export function verbToolsOf(surroundings: Surroundings, config: Config): VerbTools {
  const { enable, disable, configurationFile } = config.admissionPlugins
  const configurations = configurationFile && readAdmissionConfiguration(configurationFile)
  const steps = admissionSteps({
    enable,
    disable,
    ...(configurations && { configurations }),
    ...(config.controllers && { quotaKeeper: standaloneQuotas(() => tools) }),
  })
  // Quotas are in force from their first moment.
  if (config.controllers) steps.push(quotaFromBirth)
  const tools: VerbTools = {
    surroundings,
    admission: createAdmission(steps),
    forward: forwarding(config),
    now: () => new Date(),
    uid: randomUUID,
    nameSuffix,
    gzipFromBytes,
    watchTimeoutMinSeconds: config.watchTimeoutMinSeconds,
  }
  return tools
}
