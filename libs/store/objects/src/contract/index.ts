export { describeLists } from './lists.contract.ts'
export { describeObjects } from './objects.contract.ts'
export * from './subject.ts'
export { describeWatches } from './watches.contract.ts'
