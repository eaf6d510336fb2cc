// in: the surroundings and settings → out: what the verbs are handed: clock, randomness, admission.
import { randomInt, randomUUID } from 'node:crypto'
import { admissionSteps, createAdmission } from '@binnacle/admission'
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
  void config
  return {
    surroundings,
    admission: createAdmission(admissionSteps({ enable: [], disable: [] })),
    now: () => new Date(),
    uid: randomUUID,
    nameSuffix,
    gzipFromBytes: 128 * 1024,
    watchTimeoutMinSeconds: 1800,
  }
}
