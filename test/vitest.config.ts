// in: nothing → out: which tests there are and how they run.
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('..', import.meta.url))

export default defineConfig({
  root,
  test: {
    globalSetup: `${root}/test/harness/bring-etcd.ts`,
    reporters: ['dot', `${root}/test/reporter/closing-line.ts`],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          sequence: { groupOrder: 0 },
          include: [
            '{apps,libs}/**/*.test.ts',
            'test/tidy/**/*.test.ts',
            'test/robustness/validate/*.test.ts',
          ],
        },
      },
      {
        extends: true,
        test: {
          name: 'cluster',
          include: [
            'test/{attacks,e2e,conformance,deploy}/**/*.test.ts',
            'test/robustness/*.test.ts',
          ],
          // Real processes on two cores: one after the other, or times mean nothing.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})
