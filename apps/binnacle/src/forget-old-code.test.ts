import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { forgetOldCode } from './forget-old-code.ts'

const dayMs = 24 * 3600 * 1000

test('code of more than a month ago goes, the rest stays', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'binnacle-code-'))
  try {
    mkdirSync(join(folder, 'v26'))
    for (const [name, days] of Object.entries({ old: 31, young: 29, new: 0 })) {
      const path = join(folder, 'v26', name)
      writeFileSync(path, name)
      const made = new Date(Date.now() - days * dayMs)
      utimesSync(path, made, made)
    }
    await forgetOldCode(folder)
    expect(readdirSync(join(folder, 'v26')).sort()).toEqual(['new', 'young'])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a folder that is not there is no failure', async () => {
  await forgetOldCode('/nowhere/at/all')
})
