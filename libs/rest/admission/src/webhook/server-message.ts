// in: a status and a body that say no → out: the words in which that is told. Never: the decision.

const texts: Readonly<Record<number, string>> = {
  400: 'the server rejected our request for an unknown reason',
  401: 'the server has asked for the client to provide credentials',
  404: 'the server could not find the requested resource',
  405: 'the server does not allow this method on the requested resource',
  406: 'the server was unable to respond with a content type that the client supports',
  409: 'the server reported a conflict',
  415: 'the server was unable to process the request due to an unsupported media type',
  422: 'the server rejected our request due to an error in our request',
  429: 'the server has received too many requests and has asked us to try again later',
  503: 'the server is currently unable to handle the request',
  504: 'the server was unable to return a response in the time allotted, but may still be processing the request',
}
const shownMax = 2048

function statusText(body: string): string | undefined {
  try {
    const status = JSON.parse(body)
    return status?.kind === 'Status' && status.status !== 'Success' ? status.message : undefined
  } catch {
    return undefined
  }
}

export function serverMessage(code: number, body: string): string {
  const own = statusText(body)
  if (own !== undefined) return own
  const shown = body.slice(0, shownMax).trim() || 'unknown'
  if (code === 403) return shown
  const known = texts[code]
  if (known !== undefined) return known
  if (code >= 500) {
    return `an error on the server (${JSON.stringify(shown)}) has prevented the request from succeeding`
  }
  return `the server responded with the status code ${code} but did not return more information`
}
