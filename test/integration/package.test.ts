import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { emptyFolder, ROOT, run } from './program.ts'

const PROGRAM = `
import { conv1d, derive, merge, sequential, type Derivation } from 'convolemma'
const layer = (name: string) => conv1d({ inChannels: 1, outChannels: 1, kernelSize: 2, bias: false, name })
const derivation: Derivation = derive(sequential(layer('p'), layer('q')))
const merged = merge(derivation, { dtype: 'exact' }).weights.layer
console.log(JSON.stringify([merged.kernelSize, derivation.checked.proof.lemmas.length]))
`

describe('the package, installed from its tarball into an empty project', () => {
  it('has a command, a typed import, and what the command needs', () => {
    const folder = emptyFolder()
    run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], { cwd: ROOT })
    const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? ''
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'empty', private: true, type: 'module' }))
    run('npm', ['install', '--silent', '--no-audit', '--no-fund', `./${tarball}`], { cwd: folder })
    expect(run('npx', ['--no-install', 'convolemma', '--version'], { cwd: folder })).toMatch(/^\d+\.\d+\.\d+/)
    run('npx', ['--no-install', 'convolemma', 'derive', 'Conv1d(1, 1, 2)', '--out', 'proof.html'], { cwd: folder })
    expect(readFileSync(join(folder, 'proof.html'), 'utf8')).toContain('font/woff2')
    writeFileSync(join(folder, 'use.ts'), PROGRAM)
    const tsc = join(ROOT, 'node_modules/.bin/tsc')
    run(tsc, ['--module', 'nodenext', '--target', 'es2022', '--strict', '--skipLibCheck', 'use.ts'], { cwd: folder })
    expect(run(process.execPath, ['use.js'], { cwd: folder })).toBe('[[3],3]\n')
    expect(existsSync(join(folder, 'node_modules/vitest'))).toBe(false)
  })
})
