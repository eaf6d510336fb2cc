// Programs as few files that start fast: made at installation, used while the sources are the same.
export { buildId } from './build-id.ts'
export { importKept } from './import-kept.ts'
