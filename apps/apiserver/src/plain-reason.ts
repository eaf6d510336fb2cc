// in: an error of the start → out: one sentence that says what to do about it.

interface SystemError extends Error {
  /** Of errors of etcd and of the API a number. */
  readonly code?: string | number
  readonly port?: number
  readonly address?: string
  readonly path?: string
}

export function plainReason(thrown: unknown): string {
  const error = thrown as SystemError
  if (error.code === 'EADDRINUSE') {
    return `port ${error.port} on ${error.address} is in use by another program`
  }
  if (error.code === 'EACCES' && error.port !== undefined) {
    return `this user may not listen on port ${error.port}`
  }
  if (error.code === 'EADDRNOTAVAIL') return `this machine has no address ${error.address}`
  if (error.code === 'EACCES' || error.code === 'EPERM') {
    return `permission to use ${error.path} is missing`
  }
  if (String(error.code).startsWith('ERR_OSSL')) {
    return `the certificate or the key of the server cannot be used: ${error.message}`
  }
  // A plain Error was made for people to read; anything else is a defect, and its place matters.
  return error.name === 'Error' ? error.message : (error.stack ?? String(thrown))
}
