// in: the surroundings and settings → out: what the verbs are handed: clock, randomness, admission.
import { randomInt, randomUUID } from 'node:crypto'
import {
  type AdmissionStep,
  admissionSteps,
  createAdmission,
  pluginFaults,
  readAdmissionConfiguration,
} from '@binnacle/admission'
import { UsageError } from '@binnacle/flags'
import { gzipFromBytes } from '@binnacle/codec'
import type { ForwardTo, Surroundings } from '@binnacle/kinds'
import { quotaFromBirth } from '@binnacle/loops'
import { type Destination, forward, streamLocation } from '@binnacle/proxy'
import { apartFromBytes, type VerbTools } from '@binnacle/verbs'
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

/** Kubelets are believed by their own CA, where one is named; others behind a proxy as they are. */
function destinationOf({ kubelet }: Config, to: ForwardTo): Destination {
  if (!to.kubelet) return to
  const insecureSkipVerify = to.insecureSkipVerify === true || kubelet.ca === undefined
  return { ...to, ...kubelet, insecureSkipVerify }
}

/** Throws a UsageError where the flags, or the file they name, cannot be followed. */
function stepsOf(
  { admissionPlugins, controllers }: Config,
  tools: () => VerbTools,
): AdmissionStep[] {
  const { enable, disable, only, configurationFile, tolerationSeconds } = admissionPlugins
  const faults = pluginFaults({ enable, disable, only })
  if (faults.length > 0) throw new UsageError(faults.join('\n'))
  try {
    const configurations = configurationFile && readAdmissionConfiguration(configurationFile)
    return admissionSteps({
      enable,
      disable,
      only,
      tolerationSeconds,
      ...(configurations && { configurations }),
      ...(controllers && { quotaKeeper: standaloneQuotas(tools) }),
    })
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

export function verbToolsOf(surroundings: Surroundings, config: Config): VerbTools {
  const steps = stepsOf(config, () => tools)
  // Quotas are in force from their first moment.
  if (config.controllers) steps.push(quotaFromBirth)
  const tools: VerbTools = {
    surroundings,
    admission: createAdmission(steps),
    forward: (request, to) => forward(request, destinationOf(config, to)),
    stream: (request, from, subject) =>
      streamLocation(request, destinationOf(config, from), subject),
    now: () => new Date(),
    uid: randomUUID,
    nameSuffix,
    gzipFromBytes,
    apartFromBytes,
    watchTimeoutMinSeconds: config.watchTimeoutMinSeconds,
    deletionsAtOnce: config.deletionsAtOnce,
  }
  return tools
}
