// in: arguments → out: a running API server, from its bundle where that is of these sources.
import { importKept } from '@binnacle/bundle'

if (!(await importKept('apiserver'))) await import('./run.ts')
