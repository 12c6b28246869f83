/** Certificates of real and random networks, accepted by coqc; mutated ones, rejected by it. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { printCoqFile } from '../../src/coq/coq-file.ts'
import { derive } from '../../src/derive/derive.ts'
import { printCertificate } from '../../src/emit/coq/certificate.ts'
import { symbolicValues } from '../../src/emit/coq/symbolic-values.ts'
import { formalMerge } from '../../src/lower/formal.ts'
import type { FormalMerge } from '../../src/lower/formal-net.ts'
import { certify } from '../../src/merge/certify.ts'
import { readNotation } from '../../src/read/notation.ts'
import { readSafetensors } from '../../src/read/safetensors.ts'
import { batch, CLOSED, compiledLibrary, coqc } from './coq.ts'
import { paddedBy, renamed, shifted } from './coq-border.ts'
import { acceptedPages } from './coq-gallery.ts'
import { falseStatements } from './coq-mutants.ts'
import { randomCertificates } from './coq-networks.ts'
import { emptyFolder } from './program.ts'

const CASES = new URL('../cases/', import.meta.url).pathname
const mergeable = readdirSync(CASES).filter((name) => existsSync(join(CASES, name, 'merged_weight.npy')))

const PAGES = acceptedPages((derivation) => certify(derivation))

let folder = ''
beforeAll(() => {
  folder = compiledLibrary()
})

function check(name: string, text: string, count: number): void {
  writeFileSync(join(folder, name), text)
  const { code, out, err } = coqc(folder, name)
  expect(err.slice(0, 600)).toBe('')
  expect(code).toBe(0)
  expect(out.split('\n').filter((line) => line === CLOSED)).toHaveLength(count)
  expect(out.split('\n')).toHaveLength(count)
}

const accepted = (name: string): string =>
  `Theorem certificate : claim.\nProof. apply check_sound. vm_cast_no_check (eq_refl true). Qed.\nEnd ${name}.\nPrint Assumptions ${name}.certificate.`

/** Those that stand in a module inside of a module. */
const LOCAL = new Set(['compare_opposite', 'leb_total'])

/** Coq must refuse the proof. */
const rejected = (name: string): string =>
  `Theorem certificate : claim.\nProof. apply check_sound. vm_cast_no_check (eq_refl true). Fail Qed. Abort.\nEnd ${name}.`

describe('the library', () => {
  it('compiles without axioms', () => {
    const text = readFileSync(join(folder, 'Convolemma.v'), 'utf8')
    expect(text).not.toMatch(/\b(Axiom|Parameter|Admitted|admit|Conjecture)\b/)
    const theorems = [...text.matchAll(/^(?:Theorem|Lemma) (\w+)/gm)].map((match) => match[1] ?? '')
    expect(theorems.length).toBeGreaterThan(100)
    const modules = [...text.matchAll(/^Module (\w+)\.$/gm)].map((match) => match[1] ?? '')
    const imports = `Require Import Convolemma.\n${modules.map((name) => `Import Convolemma.${name}.`).join('\n')}\n`
    const shown = [...new Set(theorems)].filter((name) => !LOCAL.has(name)).map((name) => `@${name}`)
    check('Assumptions.v', `${imports}Definition all := (${shown.join(', ')}).\nPrint Assumptions all.\n`, 1)
  })
})

describe('certificates', () => {
  it.each([...PAGES.files])('gallery %s, as one file that coqc takes alone', (_, file) => {
    const own = emptyFolder()
    writeFileSync(join(own, 'gallery.v'), printCoqFile(file))
    expect(coqc(own, 'gallery.v')).toEqual({ code: 0, out: CLOSED, err: '' })
  })

  it('every page of the gallery has one, but for weights that vary and several inputs', () => {
    expect(PAGES.refused).toEqual([
      '14-up-sampling',
      '15-pixel-shuffle',
      '16-three-rates',
      '17-exact-borders',
      '19-ones-channel',
      '23-two-inputs',
    ])
  })

  it.each(mergeable)('case %s with its weights', (name) => {
    const notation = readFileSync(join(CASES, name, 'net.txt'), 'utf8')
    const { tensors } = readSafetensors(readFileSync(join(CASES, name, 'weights.safetensors')), 'weights.safetensors')
    const own = emptyFolder()
    writeFileSync(join(own, 'case.v'), printCoqFile(certify(derive(readNotation(notation)), { weights: tensors })))
    expect(coqc(own, 'case.v')).toEqual({ code: 0, out: CLOSED, err: '' })
  })

  it('100 random networks of one to three axes and two to six layers, symbolic and numeric', () => {
    const certificates = randomCertificates(100)
    expect(
      certificates
        .map(({ layers }) => layers)
        .sort()
        .at(-1),
    ).toBe(6)
    expect(certificates.filter(({ isNumeric }) => isNumeric).length).toBeGreaterThan(30)
    expect(certificates.filter(({ formal }) => formal.supports.some((box) => box.length > 0)).length).toBeGreaterThan(5)
    const files = certificates.map(({ formal }) => printCertificate(formal))
    check('Random.v', batch(files, accepted), 100)
  })

  it('more than 400 mutated certificates are rejected', () => {
    const files = falseStatements(randomCertificates(40)).map(printCertificate)
    expect(files.length).toBeGreaterThan(400)
    writeFileSync(join(folder, 'Mutants.v'), batch(files, rejected))
    expect(coqc(folder, 'Mutants.v')).toMatchObject({ code: 0, err: '' })
  })

  it('the way to see that a certificate is rejected does not take a true one', () => {
    const [one] = randomCertificates(1)
    writeFileSync(join(folder, 'Control.v'), batch(one === undefined ? [] : [printCertificate(one.formal)], rejected))
    expect(coqc(folder, 'Control.v').err).toMatch(/The command has not failed/)
  })

  describe('at a border, where the second layer pads what a biased one gives', () => {
    const derivation = derive(readNotation('Sequential(Conv1d(1, 1, 2), Conv1d(1, 1, 3))'))
    const formal = formalMerge({ checked: derivation.checked, values: symbolicValues(derivation.checked.proof) })
    const padded = (outputs: number): FormalMerge => ({
      ...formal,
      network: paddedBy(formal.network, 1, 8),
      outputs: [{ from: 0, to: outputs }],
      merged: shifted(formal.merged, -1),
    })

    it('the merged kernel is rejected, on any output that has a border', () => {
      writeFileSync(join(folder, 'Border.v'), batch([padded(8), padded(1)].map(printCertificate), rejected))
      expect(coqc(folder, 'Border.v')).toMatchObject({ code: 0, err: '' })
    })

    it('the border kernel, which keeps the taps inside and their share of the bias, is accepted', () => {
      const short = derive(readNotation('Sequential(Conv1d(1, 1, 2), Conv1d(1, 1, 2))'))
      const inner = formalMerge({ checked: short.checked, values: symbolicValues(short.checked.proof) })
      const kept = renamed(
        inner.merged,
        new Map([
          ['v_0', 'v_1'],
          ['v_1', 'v_2'],
        ]),
      )
      const statement = { ...padded(1), merged: kept }
      check('BorderKernel.v', batch([printCertificate(statement)], accepted), 1)
    })
  })
})
