import { defineConfig, mergeConfig } from 'vitest/config'
import base from './vitest.config.ts'

/** The checker's own tests, the rejected records and the laws must reach every line of the checker. */
export default mergeConfig(
  base,
  defineConfig({
    test: {
      coverage: {
        enabled: true,
        provider: 'v8',
        include: ['src/checker/**'],
        reporter: ['text-summary'],
        reportsDirectory: 'coverage',
        thresholds: { lines: 98, statements: 96, functions: 99, branches: 90 },
      },
    },
  }),
)
