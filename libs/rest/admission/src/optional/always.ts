// in: nothing → out: the two plugins that look at nothing. Upstream keeps them for old flags.
import { refusal } from '../refuse.ts'
import type { AdmissionStep, Operation } from '../step.ts'

const all: readonly Operation[] = ['CREATE', 'UPDATE', 'DELETE', 'CONNECT']

export const alwaysAdmit: AdmissionStep = { name: 'AlwaysAdmit', handles: [] }

export const alwaysDeny: AdmissionStep = {
  name: 'AlwaysDeny',
  handles: all,
  mutate(write) {
    throw refusal(write, 'admission control is denying all modifications')
  },
  validate(write) {
    throw refusal(write, 'admission control is denying all modifications')
  },
}
