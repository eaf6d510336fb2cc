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

test('begins with the longest run that both have, even where another way is shorter', () => {
  const before = ['x', 'a', 'b', 'y', 'a', 'b', 'c', 'z']
  const after = ['a', 'b', 'c', 'z', 'q', 'x', 'a', 'b']
  expect(unifiedDiff(before.join('\n'), after.join('\n'))).toBe(
    '@@ -1,8 +1,8 @@\n-x\n-a\n-b\n-y\n a\n b\n c\n z\n+q\n+x\n+a\n+b\n',
  )
})

test('of very long texts shows all between what they begin and end with as changed', () => {
  const lines = Array.from({ length: 6000 }, (_, at) => `line ${at}`)
  const changed = lines.with(2, 'B').with(5997, 'Y')
  const diff = unifiedDiff(lines.join('\n'), changed.join('\n'))
  expect(diff.startsWith('@@ -1,6000 +1,6000 @@\n line 0\n line 1\n-line 2\n-line 3\n')).toBe(true)
})
