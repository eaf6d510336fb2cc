// in: a folder → out: a disk of its own there, so small that it can be filled. Never: the machine's disk.
import { spawnSync } from 'node:child_process'

const mebibytes = 512

/** Returns how to get rid of it. */
export function smallDisk(folder: string): () => void {
  const size = `size=${mebibytes}m`
  const done = spawnSync('mount', ['-t', 'tmpfs', '-o', size, 'bn-robust', folder])
  if (done.status !== 0) throw new Error(`no disk at ${folder}: ${done.stderr}`)
  return () => void spawnSync('umount', ['-l', folder])
}
