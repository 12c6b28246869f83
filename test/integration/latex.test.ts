import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SHOWN } from './networks.ts'
import { convolemma, emptyFolder, run } from './program.ts'

function compile(folder: string, name: string): string {
  run('pdflatex', ['-interaction=nonstopmode', '-halt-on-error', `${name}.tex`], { cwd: folder })
  return readFileSync(join(folder, `${name}.log`), 'utf8')
}

describe('the LaTeX of a proof', () => {
  it.each(SHOWN)('$name ($detail) compiles, and no line runs into the margin', ({ name, notation, detail }) => {
    const folder = emptyFolder()
    const { code, err } = convolemma(['derive', notation, '--detail', detail, '--out', join(folder, `${name}.tex`)])
    expect(err).toContain('checked')
    expect(code).toBe(0)
    const log = compile(folder, name)
    const overfull = [...log.matchAll(/Overfull \\hbox \((\d+\.\d+)pt too wide\)/g)].filter(
      (match) => Number(match[1]) > 1,
    )
    expect(overfull.map((match) => match[0])).toEqual([])
    expect(log).not.toContain('LaTeX Warning: Reference')
    expect(run('pdftotext', [`${name}.pdf`, '-'], { cwd: folder })).toContain('replayed')
  })

  it("the fragment can be included in a document of one's own", () => {
    const folder = emptyFolder()
    const [shown] = SHOWN
    convolemma([
      'derive',
      shown?.notation ?? '',
      '--format',
      'latex',
      '--fragment',
      '--out',
      join(folder, 'fragment.tex'),
    ])
    const fragment = readFileSync(join(folder, 'fragment.tex'), 'utf8')
    expect(fragment).not.toContain('\\documentclass')
    const packages = '\\usepackage{amsmath,amssymb,xcolor}\\usepackage{hyperref}'
    writeFileSync(
      join(folder, 'own.tex'),
      `\\documentclass{article}${packages}\\begin{document}\\input{fragment}\\end{document}\n`,
    )
    expect(compile(folder, 'own')).toContain('Output written')
  })
})
