export { createAdmission } from './chain.ts'
export { admissionSteps, type PluginChoice } from './plugins.ts'
export { nameOf, refusal } from './refuse.ts'
export type { Admission, AdmissionStep, Admitted, Operation } from './step.ts'
