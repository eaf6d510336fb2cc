import { expect, test } from 'vitest'
import { unifiedDiff } from './unified-diff.ts'

test('shows a change with three lines around it', () => {
  const lines = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']
  const changed = lines.map((line) => (line === 'e' ? 'E' : line))
  const diff = unifiedDiff(lines.join('\n'), changed.join('\n'))
  expect(diff).toBe('@@ -2,7 +2,7 @@\n b\n c\n d\n-e\n+E\n f\n g\n h\n')
})

test('shows nothing where nothing changed', () => {
  expect(unifiedDiff('a\nb', 'a\nb')).toBe('')
})
