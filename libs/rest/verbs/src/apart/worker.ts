// in: a thread of its own → out: the work on it, from its bundle where that is of these sources.
import { importKept } from '@binnacle/bundle'

if (!(await importKept('apart'))) await import('./work.ts')
