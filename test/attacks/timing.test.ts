// K26, N21: how long a secret is refused tells nobody how much of it was right.
import { expect, it } from 'vitest'
import { sameSecret } from '../../libs/gate/authn/src/legacy-token.ts'
import { tokenDigest } from '../../libs/gate/authn/src/token-digest.ts'
import { readTokenFile } from '../../libs/gate/authn/src/token-file.ts'
import { type Random, randomOf } from '../harness/random.ts'
import { type Inputs, timing } from '../harness/timing.ts'

/** BINNACLE_SAMPLES=1000000 is what the threat tables ask of a long run. */
const samples = Number(process.env.BINNACLE_SAMPLES ?? 3_000)
const seed = Number(process.env.BINNACLE_SEED ?? 20_261_128)
/** Of Welch's t, as dudect has it. */
const certain = 4.5
const tries = 8

const secretLength = 16
/** Where one lies in memory, and its digest in a map, has a time too: many even it out. */
const guessCount = 1024
const secretLetters = 'abcdefghijklmnopqrstuvwxyz'
const otherLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

type Compare = (guess: string) => unknown
type Guard = (secret: string) => Compare

const bySecret: Guard = (secret) => (guess) => sameSecret(secret, guess)

const byDigest: Guard = (secret) => {
  const users = readTokenFile(`${secret},u,u\n`, 'tokens.csv')
  return (guess) => users.get(tokenDigest(guess))
}

/** What must not be. */
const stopsEarly: Guard = (secret) => (guess) => {
  for (let at = 0; at < secret.length; at++) if (secret[at] !== guess[at]) return false
  return true
}

function text(letters: string, length: number, random: Random): string {
  return Array.from({ length }, () => letters[random.whole(letters.length)]).join('')
}

/** As a string comes off the wire: how V8 keeps one that was put together has a time of its own. */
const received = (text: string) => Buffer.from(text).toString('latin1')

/** Each of a list in its turn. */
function inTurn<T>(run: (input: T) => unknown): (list: readonly T[]) => unknown {
  let turn = 0
  return (list) => run(list[turn++ % list.length] as T)
}

/**
 * Guesses that begin with so many characters of the secret, or all with the same wrong ones: few
 * endings are tried sooner again than many. Each try has a secret of its own.
 */
function refusals(guard: Guard, right: number, random: Random): number {
  const secret = text(secretLetters, secretLength, random)
  const guesses = (beginning: string) =>
    Array.from({ length: guessCount }, () =>
      received(beginning + text(otherLetters, secretLength - right, random)),
    )
  const inputs = {
    left: guesses(text(otherLetters, right, random)),
    right: guesses(secret.slice(0, right)),
  }
  return timing(inTurn(guard(secret)), inputs, samples, random)
}

/** Noise looks certain now and then; what is there is there each time, in one direction. */
function tells(measure: (random: Random) => number): boolean {
  const direction = Math.sign(measure(randomOf(seed)))
  for (let attempt = 1; attempt <= tries; attempt++) {
    if (measure(randomOf(seed + attempt)) * direction < certain) return false
  }
  return true
}

it('a comparison that stops early is found out, so the ones below would be too', () => {
  expect(tells((random) => refusals(stopsEarly, 15, random))).toBe(true)
})

it.each([1, 4, 8, 12, 15])(
  'K26, N21: %i right characters of a secret take no other time',
  (right) => {
    expect(tells((random) => refusals(bySecret, right, random))).toBe(false)
    expect(tells((random) => refusals(byDigest, right, random))).toBe(false)
  },
)

/**
 * Secrets and guesses of two lengths, each as often on either side, for each length has a time of
 * its own that tells nothing: on the left they match.
 */
function lengths(guard: Guard, random: Random): number {
  const secretOf = (length: number) => guard(received('a'.repeat(length)))
  const guessOf = (length: number) => received('Z'.repeat(length))
  const [short, long] = [secretLength - 1, secretLength]
  const pair = (secret: number, guess: number) => ({
    compare: secretOf(secret),
    guess: guessOf(guess),
  })
  const inputs: Inputs<readonly ReturnType<typeof pair>[]> = {
    left: [pair(short, short), pair(long, long)],
    right: [pair(short, long), pair(long, short)],
  }
  const run = inTurn(({ compare, guess }: ReturnType<typeof pair>) => compare(guess))
  return timing(run, inputs, samples, random)
}

it('a comparison that looks at the lengths first is found out', () => {
  const looksAtLength: Guard = (secret) => (guess) =>
    secret.length === guess.length && sameSecret(secret, guess)
  expect(tells((random) => lengths(looksAtLength, random))).toBe(true)
})

it('K26, N21: nor does the length of what is guessed tell the length of the secret', () => {
  expect(tells((random) => lengths(bySecret, random))).toBe(false)
})
