// in: the CRC-32 of two texts and what the length of the second means → out: the CRC-32 of both.
// Never: reading them.

const polynomial = 0xedb88320

/** Product of two polynomials modulo the CRC's, bits in reverse order. */
function multiply(a: number, b: number): number {
  let product = 0
  let factor = b
  for (let mask = 0x80000000; mask !== 0; mask >>>= 1) {
    if ((a & mask) !== 0) product ^= factor
    factor = (factor & 1) !== 0 ? (factor >>> 1) ^ polynomial : factor >>> 1
  }
  return product >>> 0
}

/** x to the power of 2^n. */
const powers: number[] = []
for (let n = 0, power = 0x40000000; n < 64; n++) {
  powers.push(power)
  power = multiply(power, power)
}

/** x to the power of 8 · length: what appending so many bytes multiplies a CRC-32 by. */
export function crc32Shift(length: number): number {
  let shift = 0x80000000
  let n = 3
  for (let rest = length; rest > 0; rest = Math.floor(rest / 2), n++) {
    if (rest % 2 === 1) shift = multiply(powers[n] as number, shift)
  }
  return shift
}

/** `shift` is that of the second's length: dear to find, and known once for all. */
export function combineCrc32(first: number, second: number, shift: number): number {
  return (multiply(shift, first) ^ second) >>> 0
}
