// in: an error of the start → out: one sentence that says what to do about it.

interface SystemError extends Error {
  readonly code?: string
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
  return error.stack ?? String(thrown)
}
