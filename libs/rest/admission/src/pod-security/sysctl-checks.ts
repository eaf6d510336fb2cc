// in: a pod → out: the sysctls that it may not set, by the policy's version. Never: other rules.
import type { Dict } from '@binnacle/meta'
import type { PodCheck } from './finding.ts'

/** What each version of the policy added. */
const added: readonly (readonly [from: number, names: readonly string[]])[] = [
  [
    0,
    [
      'kernel.shm_rmid_forced',
      'net.ipv4.ip_local_port_range',
      'net.ipv4.tcp_syncookies',
      'net.ipv4.ping_group_range',
      'net.ipv4.ip_unprivileged_port_start',
    ],
  ],
  [27, ['net.ipv4.ip_local_reserved_ports']],
  [
    29,
    [
      'net.ipv4.tcp_keepalive_time',
      'net.ipv4.tcp_fin_timeout',
      'net.ipv4.tcp_keepalive_intvl',
      'net.ipv4.tcp_keepalive_probes',
    ],
  ],
  [32, ['net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem']],
  [37, ['net.ipv4.tcp_slow_start_after_idle', 'net.ipv4.tcp_notsent_lowat']],
]

/** The check as it is from each version on. */
export const sysctls: readonly (readonly [from: number, check: PodCheck])[] = added.map(
  ([from], index) => {
    const allowed = new Set(added.slice(0, index + 1).flatMap(([, names]) => names))
    return [from, (pod) => refused(pod.spec.securityContext?.sysctls ?? [], allowed)]
  },
)

function refused(set: readonly Dict[], allowed: ReadonlySet<string>): ReturnType<PodCheck> {
  const bad = set.map(({ name }) => name ?? '').filter((name) => !allowed.has(name))
  return bad.length === 0 ? undefined : { reason: 'forbidden sysctls', detail: bad.join(', ') }
}
