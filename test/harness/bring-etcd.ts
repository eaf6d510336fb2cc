// in: nothing → out: an etcd for tests of the store, found or obtained as `npm start` does it.
import { findEtcd } from '../../apps/binnacle/src/etcd-binary.ts'

/** Workers inherit the variable. */
export async function setup(): Promise<void> {
  process.env.BINNACLE_ETCD ||= await findEtcd((line) => console.log(line))
}
