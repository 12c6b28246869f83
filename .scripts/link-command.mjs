// After a build in a checkout: makes the command executable and puts it where npx looks first.
import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'

const TARGET = '../../dist/cli/main.js'
const LINK = 'node_modules/.bin/convolemma'

chmodSync('dist/cli/main.js', 0o755)
mkdirSync('node_modules/.bin', { recursive: true })
rmSync(LINK, { force: true })
try {
  symlinkSync(TARGET, LINK)
} catch (error) {
  // Without the right to make links (Windows) npx still finds the command through package.json, only more slowly.
  if (error.code !== 'EPERM') throw error
}
