// in: what is wrong and where → out: the error that says it in the words of Go's parser.

export interface Mark {
  readonly line: number
  readonly column: number
  readonly index: number
}

export class YamlFault extends Error {
  /** Lines are counted from zero in one case and from one in the other, as Go's parser does. */
  constructor(problem: string, at: Mark, context: Mark | undefined, inToken: boolean) {
    const line = at.line > 0 ? at.line + (inToken ? 1 : 0) : (context?.line ?? 0)
    super(line > 0 ? `yaml: line ${line}: ${problem}` : `yaml: ${problem}`)
  }
}
