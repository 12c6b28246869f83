import { defineConfig } from 'vitest/config'

/** The suites that need Debian packages: LaTeX, a browser, NumPy; and the package installed from its tarball. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/integration/**/*.test.ts'],
    testTimeout: 240_000,
    hookTimeout: 240_000,
    passWithNoTests: false,
  },
})
