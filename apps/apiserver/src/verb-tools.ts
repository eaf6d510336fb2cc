// in: the surroundings and settings → out: what the verbs are handed: clock, randomness, admission.
import { randomInt, randomUUID } from 'node:crypto'
import { admissionSteps, createAdmission } from '@binnacle/admission'
import { gzipFromBytes } from '@binnacle/codec'
import type { Surroundings } from '@binnacle/kinds'
import type { VerbTools } from '@binnacle/verbs'
import type { Config } from './config.ts'

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

export function verbToolsOf(surroundings: Surroundings, config: Config): VerbTools {
  return {
    surroundings,
    admission: createAdmission(admissionSteps(config.admissionPlugins)),
    now: () => new Date(),
    uid: randomUUID,
    nameSuffix,
    gzipFromBytes,
    watchTimeoutMinSeconds: config.watchTimeoutMinSeconds,
  }
}
