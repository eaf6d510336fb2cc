// in: nothing → out: the flags about ports, TLS and the life of requests. Data.
import { flag, idle } from './flag.ts'

export const servingFlags = {
  'bind-address': flag('text', '0.0.0.0', 'Address that the secure ports listen on.'),
  'secure-port': flag('number', '6443', 'Port of HTTPS.'),
  'permit-port-sharing': flag(
    'switch',
    'false',
    'Several processes may listen on the secure port.',
  ),
  'advertise-address': flag('text', '', 'Address that clients in the cluster are told.'),
  'cert-dir': flag('text', '', 'Folder for a self-signed certificate when none is given.'),
  'tls-cert-file': flag('text', '', 'Certificate of the server.'),
  'tls-private-key-file': flag('text', '', 'Key of the server.'),
  'tls-min-version': flag('text', '', 'VersionTLS12, the default, or VersionTLS13.'),
  'goaway-chance': flag(
    'text',
    '0',
    'Part of HTTP/2 requests behind which the client is asked to connect anew, 0 to 0.02.',
  ),
  'insecure-bind-address': flag('text', '127.0.0.1', 'Loopback address of the insecure port.'),
  'insecure-port': flag(
    'number',
    '0',
    'Plain HTTP without authentication, on loopback only; 0: off.',
  ),
  'replica-port': flag(
    'number',
    '0',
    'Ours: a second secure port, of this replica alone; 0: none.',
  ),
  'max-resource-write-bytes': flag('number', '3145728', 'Ours: the longest request body.'),
  'max-requests-inflight': flag('number', '400', 'Reads at the same time; 0: no limit.'),
  'max-mutating-requests-inflight': flag('number', '200', 'Writes at the same time; 0: no limit.'),
  'min-request-timeout': flag(
    'number',
    '1800',
    'A watch without a timeout lasts so many seconds, up to twice that.',
  ),
  'request-timeout': flag(
    'duration',
    '1m0s',
    'The longest time for a request that is not a watch.',
  ),
  'shutdown-delay-duration': flag(
    'duration',
    '0s',
    'How long to serve while readyz already fails.',
  ),

  'cors-allowed-origins': flag(
    'list',
    '',
    'Origins of other sites whose pages may ask, as regular expressions.',
  ),
  'disable-http2-serving': flag('switch', 'false', 'Serve HTTP/1.1 only.'),
  'external-hostname': flag('text', '', 'Name of this server in addresses that it gives out.'),
  'http2-max-streams-per-connection': flag(
    'number',
    '0',
    'Streams of one HTTP/2 connection at the same time; 0: 100.',
  ),
  'livez-grace-period': flag(
    'duration',
    '0s',
    'So long after its start, livez takes what has not begun for well.',
  ),
  'max-connection-bytes-per-sec': idle(
    'number',
    '0',
    'Bytes a second of one long connection.',
    'no connection is slowed down',
  ),
  'permit-address-sharing': idle(
    'switch',
    'false',
    'Listen with SO_REUSEADDR.',
    'Node always listens so',
  ),
  'shutdown-send-retry-after': flag(
    'switch',
    'false',
    'While it ends, answer 429 and Retry-After instead of refusing connections.',
  ),
  'shutdown-watch-termination-grace-period': flag(
    'duration',
    '0s',
    'Over how long watches are ended at a stop; 0: half of the request timeout.',
  ),
  'storage-initialization-timeout': idle(
    'duration',
    '1m0s',
    'How long to wait for the caches.',
    'this server is never ready before its caches are',
  ),
  'strict-transport-security-directives': flag(
    'list',
    '',
    'Directives of the header Strict-Transport-Security; none: no header.',
  ),
  'tls-cipher-suites': flag(
    'list',
    '',
    "Cipher suites by Go's names; those of TLS 1.3 are always on.",
  ),
  'tls-curve-preferences': flag(
    'list',
    '',
    "Key exchanges by Go's numbers: 23, 24, 25, 29, 4587, 4588, 4589.",
  ),
  'tls-sni-cert-key': flag(
    'texts',
    '',
    'cert,key[:names]: a certificate for who asks for these names.',
  ),
} as const
