import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'

it('the generated pages are what the code says', () => {
  const script = new URL('../../docs/generate.ts', import.meta.url).pathname
  const { status, stderr } = spawnSync(process.execPath, ['--import', import.meta.resolve('tsx'), script, '--check'], {
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  expect(status).toBe(0)
})
