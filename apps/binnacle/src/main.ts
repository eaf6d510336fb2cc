// in: arguments → out: the command `binnacle`, from its bundle where that is of these sources.
import { importKept } from '@binnacle/bundle'

if (!(await importKept('binnacle'))) await import('./command.ts')
