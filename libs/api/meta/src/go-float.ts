// in: a number that Go holds as float64 → out: its text with %v. Never: JSON's spelling of it.

/** `5e+09`, `1e-05`, `0.25`, `100000`: an exponent from a million on and below a ten-thousandth. */
export function goFloat(value: number): string {
  const [digits, power] = value.toExponential().split('e') as [string, string]
  const exponent = Number(power)
  if (value === 0 || (exponent >= -4 && exponent < 6)) return String(value)
  return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}

/** A value that messages show as such a number, whole or not. */
export class GoFloat {
  readonly value: number

  constructor(value: number) {
    this.value = value
  }

  toString(): string {
    return goFloat(this.value)
  }
}
