// K26, N21: how long a secret is refused tells nobody how much of it was right.
import { expect, it } from 'vitest'
import { sameSecret } from '../../libs/gate/authn/src/legacy-token.ts'
import { tokenDigest } from '../../libs/gate/authn/src/token-digest.ts'
import { readTokenFile } from '../../libs/gate/authn/src/token-file.ts'
import { type Random, randomOf } from '../harness/random.ts'
import { timing } from '../harness/timing.ts'

/** BINNACLE_SAMPLES=1000000 is what the threat tables ask of a long run. */
const samples = Number(process.env.BINNACLE_SAMPLES ?? 3_000)
const seed = Number(process.env.BINNACLE_SEED ?? 20_261_128)
/** Of Welch's t, as dudect has it. */
const certain = 4.5
const tries = 8

const secret = 'abcdefghijklmnop'
const users = readTokenFile(`${secret},u,u\n`, 'tokens.csv')

/** As a string comes off the wire: how V8 keeps one that was put together has a time of its own. */
const received = (text: string) => Buffer.from(text).toString('latin1')

const guessCount = 64
const wrong = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** Many guesses: where a single one lies in memory, and its digest in a map, has a time too. */
function guesses(right: number, random: Random): string[] {
  return Array.from({ length: guessCount }, () => {
    let text = secret.slice(0, right)
    while (text.length < secret.length) text += wrong[random.whole(wrong.length)]
    return received(text)
  })
}

/** Nothing is right of the one, so many characters of the other. */
function worst(compare: (guess: string) => unknown, right: number, attempt: number): number {
  const random = randomOf(seed + attempt)
  const inputs = { left: guesses(0, random), right: guesses(right, random) }
  let turn = 0
  const next = (list: readonly string[]) => compare(list[turn++ % guessCount] as string)
  return Math.abs(timing(next, inputs, samples, random))
}

/** Noise looks certain now and then, but not each time; what is there is there each time. */
function tells(compare: (guess: string) => unknown, right: number): boolean {
  for (let attempt = 0; attempt < tries; attempt++) {
    if (worst(compare, right, attempt) < certain) return false
  }
  return true
}

/** What must not be. */
function stopsEarly(guess: string): boolean {
  for (let at = 0; at < secret.length; at++) if (secret[at] !== guess[at]) return false
  return true
}

it('a comparison that stops early is found out, so the ones below would be too', () => {
  expect(tells(stopsEarly, 15)).toBe(true)
})

it.each([1, 4, 8, 12, 15])(
  'K26, N21: %i right characters of a secret take no other time',
  (right) => {
    expect(tells((guess) => sameSecret(secret, guess), right)).toBe(false)
    expect(tells((guess) => users.get(tokenDigest(guess)), right)).toBe(false)
  },
)

it('K26, N21: nor does the length of what is guessed tell the length of the secret', () => {
  const long = 'Z'.repeat(secret.length)
  const compare = (guess: string) => sameSecret(secret, guess)
  const inputs = { left: received(long), right: received(long.slice(0, -1)) }
  const found = Array.from({ length: tries }, (_, attempt) =>
    Math.abs(timing(compare, inputs, samples, randomOf(seed + attempt))),
  )
  expect(Math.min(...found)).toBeLessThan(certain)
})
