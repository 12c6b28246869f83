/** Certificates of real and random networks, accepted by coqc; mutated ones, rejected by it. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { printCoqFile } from '../../src/coq/coq-file.ts'
import { derive } from '../../src/derive/derive.ts'
import { printCertificate } from '../../src/emit/coq/certificate.ts'
import { symbolicValues } from '../../src/emit/coq/symbolic-values.ts'
import { formalMerge } from '../../src/lower/formal.ts'
import type { FormalMerge, FormalNet } from '../../src/lower/formal-net.ts'
import { certify } from '../../src/merge/certify.ts'
import { readNetworkJson } from '../../src/read/network-json.ts'
import { readNotation } from '../../src/read/notation.ts'
import { readSafetensors } from '../../src/read/safetensors.ts'
import { add, constant } from '../../src/scalar/polynomial.ts'
import { ONE, ZERO } from '../../src/scalar/rational.ts'
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

const RATES = [
  'Sequential(Conv2d(2, 8, 3, padding=1), PixelShuffle(2))',
  'Sequential(Conv2d(2, 2, 1), PixelUnshuffle(2), Conv2d(8, 4, 1), PixelShuffle(2))',
  'Sequential(ConvTranspose2d(2, 3, (3, 2), stride=(2, 1), padding=(1, 0)), Conv2d(3, 2, (2, 3)))',
  'Sequential(ConvTranspose1d(2, 3, 4, stride=3, dilation=2, padding=1), Conv1d(3, 2, 2, stride=2))',
  'Sequential(Conv1d(2, 2, 1), Upsample(scale_factor=2), AvgPool1d(3), Upsample(scale_factor=3))',
  'Sequential(ConvTranspose1d(4, 4, 3, stride=2, groups=4, bias=False), BatchNorm1d(4))',
]

/** The merged layer with 1 more in its last bias: the last phase of the last channel. */
function withWrongBias(net: FormalNet): FormalNet {
  if (net.kind === 'spread') return { ...net, before: withWrongBias(net.before) }
  if (net.kind !== 'layer') throw new Error('the merged network is not the blocks of one layer')
  const { bias } = net.layer
  const last = add(bias.at(-1) ?? constant(ZERO), constant(ONE))
  return { ...net, layer: { ...net.layer, bias: [...bias.slice(0, -1), last] } }
}

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
    expect(PAGES.refused).toEqual(['17-exact-borders', '19-ones-channel', '23-two-inputs'])
  })

  it('networks whose outputs come in blocks', () => {
    const files = RATES.map((network) => certify(derive(readNotation(network))))
    expect(files.every(({ claim }) => claim.join().includes('Spread'))).toBe(true)
    check('Rates.v', batch(files, accepted), RATES.length)
  })

  it('networks whose outputs come in blocks, with a wrong weight in the merged layer, are rejected', () => {
    const files = RATES.map((network) => {
      const { checked } = derive(readNotation(network))
      const formal = formalMerge({ checked, values: symbolicValues(checked.proof) })
      return printCertificate({ ...formal, merged: withWrongBias(formal.merged) })
    })
    writeFileSync(join(folder, 'WrongRates.v'), batch(files, rejected))
    expect(coqc(folder, 'WrongRates.v')).toMatchObject({ code: 0, err: '' })
  })

  it.each(mergeable)('case %s with its weights', (name) => {
    const isGraph = existsSync(join(CASES, name, 'net.json'))
    const text = readFileSync(join(CASES, name, isGraph ? 'net.json' : 'net.txt'), 'utf8')
    const network = isGraph ? readNetworkJson(text) : readNotation(text)
    // The JSON holds facts of a known form.
    const facts = JSON.parse(readFileSync(join(CASES, name, 'facts.json'), 'utf8')) as {
      input_shape: readonly number[]
    }
    const { tensors } = readSafetensors(readFileSync(join(CASES, name, 'weights.safetensors')), 'weights.safetensors')
    const own = emptyFolder()
    writeFileSync(
      join(own, 'case.v'),
      printCoqFile(certify(derive(network, { inputShape: facts.input_shape.slice(1) }), { weights: tensors })),
    )
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
