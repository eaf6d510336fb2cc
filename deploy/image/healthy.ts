// in: BINNACLE_HEALTH_URL → out: exit code 0 when the server beside it is well. Never: another host asked.
import { request } from 'node:https'

const url = process.env.BINNACLE_HEALTH_URL ?? 'https://127.0.0.1:6443/livez'

/** The server is in the same container: whose certificate it shows is not the question. */
const asked = request(url, { rejectUnauthorized: false, timeout: 4_000 }, (got) => {
  got.resume()
  if (got.statusCode !== 200) fail(`${url} answers ${got.statusCode}`)
})
asked.on('timeout', () => asked.destroy(new Error('no answer in time')))
asked.on('error', (error) => fail(`${url}: ${error.message}`))
asked.end()

function fail(reason: string): void {
  process.stderr.write(`${reason}\n`)
  process.exitCode = 1
}
