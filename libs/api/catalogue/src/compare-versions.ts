// in: two version names → out: their order by preference: stable before beta before alpha, newest first.

const shape = /^v([1-9]\d*)(?:(alpha|beta)([1-9]\d*))?$/
const stages = { alpha: 1, beta: 2 } as const

/** For Array.sort: the preferred version comes first; other names last, by the alphabet. */
export function compareVersions(a: string, b: string): number {
  const left = shape.exec(a)
  const right = shape.exec(b)
  if (!left || !right) {
    if (left) return -1
    if (right) return 1
    return a < b ? -1 : a > b ? 1 : 0
  }
  return (
    stageOf(right) - stageOf(left) ||
    Number(right[1]) - Number(left[1]) ||
    Number(right[3] ?? 0) - Number(left[3] ?? 0)
  )
}

function stageOf(match: RegExpExecArray): number {
  return match[2] === undefined ? 3 : stages[match[2] as keyof typeof stages]
}
