import { defineConfig } from 'vitest/config'

/** The suites that need nothing beyond npm. The browser, LaTeX and peer suites have their own configuration. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    exclude: ['test/integration/**'],
    testTimeout: 30_000,
    passWithNoTests: false,
  },
})
