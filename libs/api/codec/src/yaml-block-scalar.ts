// in: a YAML text at `|` or `>` → out: the place behind that scalar. Never: values.
import type { Mark, YamlText } from './yaml-text.ts'

export function skipBlockScalar(text: YamlText, outer: number): void {
  const start = text.mark
  text.skip(1)
  const increment = blockHeader(text, start)
  text.skipBlanks()
  text.skipComment()
  if (!text.isBreakOrEnd()) {
    throw text.fault('did not find expected comment or line break', start)
  }
  if (text.isBreak()) text.skipBreak()
  const said = increment === 0 ? 0 : Math.max(outer, 0) + increment
  const indent = skipIndent(text, said, outer, start)
  while (text.mark.column === indent && !text.atEnd()) {
    while (!text.isBreakOrEnd()) text.skip(1)
    if (text.isBreak()) text.skipBreak()
    skipIndent(text, indent, outer, start)
  }
}

/** How much deeper the text says it is; 0 when it does not. */
function blockHeader(text: YamlText, start: Mark): number {
  let increment = 0
  const takeDigit = () => {
    if (!/[0-9]/.test(text.at(0))) return
    if (text.is('0')) throw text.fault('found an indentation indicator equal to 0', start)
    increment = Number(text.at(0))
    text.skip(1)
  }
  const takeSign = () => {
    if (text.is('+') || text.is('-')) text.skip(1)
  }
  if (/[0-9]/.test(text.at(0))) {
    takeDigit()
    takeSign()
  } else if (text.is('+') || text.is('-')) {
    takeSign()
    takeDigit()
  }
  return increment
}

function skipIndent(text: YamlText, said: number, outer: number, start: Mark): number {
  let deepest = 0
  for (;;) {
    const short = () => said === 0 || text.mark.column < said
    while (short() && text.is(' ')) text.skip(1)
    deepest = Math.max(deepest, text.mark.column)
    if (short() && text.is('\t')) {
      const problem = 'found a tab character where an indentation space is expected'
      throw text.fault(problem, start)
    }
    if (!text.isBreak()) break
    text.skipBreak()
  }
  return said === 0 ? Math.max(deepest, outer + 1, 1) : said
}
