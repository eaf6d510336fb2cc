// Programs as few files that start fast: made at installation, used while the sources are the same.
export { importKept } from './import-kept.ts'
