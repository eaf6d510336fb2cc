// in: a pod group → out: the same. Upstream protects them only under a feature gate that is off by default.
import type { AdmissionStep } from './step.ts'

export const podGroupProtection: AdmissionStep = { name: 'PodGroupProtection', handles: [] }
