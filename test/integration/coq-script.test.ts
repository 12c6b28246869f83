/** The proof scripts of derivations, accepted by coqc without assumptions; scripts with another claim are rejected. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { GALLERY } from '../../docs/gallery.ts'
import { checkProof } from '../../src/checker/check.ts'
import { type CoqFile, prelude, printCoqFile, printLibrary } from '../../src/coq/coq-file.ts'
import { derive } from '../../src/derive/derive.ts'
import { emitScript } from '../../src/emit/coq/script.ts'
import { encodeProof } from '../../src/proof/json.ts'
import type { Proof } from '../../src/proof/proof.ts'
import { readNotation } from '../../src/read/notation.ts'
import { multiply, within } from '../../src/term/build.ts'
import { type Index, integer } from '../../src/term/index-expression.ts'
import { besidePointwise, EXAMPLE_PROOFS } from '../checker/example-proofs.ts'
import { define, entry, ix, prove, tensor } from '../checker/write-proof.ts'
import { CLOSED, type CoqOutcome, coqc } from './coq.ts'
import { acceptedPages } from './coq-gallery.ts'
import { emptyFolder } from './program.ts'

const MODULES = ['Rings', 'Sums', 'Axioms', 'Rules', 'Script'] as const

const script = (notation: string, expanded = false): CoqFile =>
  emitScript(derive(readNotation(notation), { expanded }).checked)

const folder = emptyFolder()
let files = 0

/** Compile a text that stands after the library, which is compiled once. */
function compile(text: string): CoqOutcome {
  files += 1
  const name = `Script_${files}.v`
  const head = 'Require Import Convolemma.\nFrom Coq Require Import List ZArith Ring.\nImport ListNotations.\n'
  writeFileSync(join(folder, name), `${head}${prelude(['Rings', 'Sums', 'Axioms', 'Script'])}\n${text}\n`)
  return coqc(folder, name)
}

/** All scripts in one run, each in a module of its own. */
function compileAll(scripts: readonly CoqFile[]): CoqOutcome {
  const modules = scripts.map(({ claim, proof }, number) => {
    const name = `Derivation_${number}`
    return [`Module ${name}.`, ...claim, ...proof, `End ${name}.`, `Print Assumptions ${name}.certificate.`].join('\n')
  })
  return compile(modules.join('\n'))
}

const allClosed = (count: number): CoqOutcome => ({
  code: 0,
  out: Array.from({ length: count }, () => CLOSED).join('\n'),
  err: '',
})

/** The index of a channel, of a position and of both is 0 in a range of length 1. */
function sameInRanges(): Proof {
  const [place, number] = [within(ix('n'), integer(1)), within(ix('c'), integer(1))]
  const both = (c: string | Index, n: string | Index) => multiply(entry('h', c, n), number, entry('r', n), place)
  const [first, second, third] = [multiply(place, entry('r', 'n')), multiply(entry('p', 'c'), number), both('c', 'n')]
  const zero = integer(0)
  return besidePointwise({
    title: 'The same in a range',
    sizes: [],
    tensors: [tensor('r', 'p'), tensor('p', 'c'), tensor('h', 'cp')],
    definitions: [
      define('signal', 'u', ['p:n'], first),
      define('weight', 'g', ['c:c'], second),
      define('signal', 't', ['c:c', 'p:n'], third),
    ],
    lemmas: [
      prove(
        'of_position',
        ['p:n'],
        entry('u', 'n'),
        { axiom: 'unfold', name: 'u', to: first },
        { axiom: 'same-index', to: multiply(place, entry('r', zero)) },
      ),
      prove(
        'of_channel',
        ['c:c'],
        entry('g', 'c'),
        { axiom: 'unfold', name: 'g', to: second },
        { axiom: 'same-index', to: multiply(entry('p', zero), number) },
      ),
      prove(
        'of_both',
        ['c:c', 'p:n'],
        entry('t', 'c', 'n'),
        { axiom: 'unfold', name: 't', to: third },
        { axiom: 'same-index', to: both(zero, zero) },
      ),
    ],
  })
}

/** Numbers below a bound from a seed. */
function createRandom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return Math.floor((state / 2 ** 31) * below)
  }
}

/** A chain of one to four layers whose channels, sizes, strides, dilations and padding are mostly names. */
function randomNetwork(random: (below: number) => number): string {
  const rank = ['', '', '1d', '2d'][random(4)] ?? ''
  const axes = rank === '2d' ? 2 : 1
  const size = (name: string, least: number): string => {
    if (random(4) > 0) return name
    const entries = Array.from({ length: axes }, () => least + random(3))
    return rank === '' || axes === 1 ? `${entries[0]}` : `(${entries.join(', ')})`
  }
  let channels = 'C'
  const layers = Array.from({ length: 1 + random(4) }, (_, at) => {
    const [own, drawn] = [`C_${at}`, random(9)]
    if (drawn === 0) return `BatchNorm${rank}(${channels}${random(2) ? '' : ', affine=False'})`
    if (drawn === 1) return `Scale(${channels}${random(2) ? '' : ', bias=False'})`
    if (drawn === 2) return 'Identity()'
    if (drawn === 3 && rank !== '') return `AvgPool${rank}(${1 + random(3)}, stride=${size(`t_${at}`, 1)})`
    const before = channels
    const isSeparate = random(4) === 0
    channels = isSeparate ? before : own
    if (drawn === 4 && !isSeparate) return `Linear(${before}, ${own})`
    const options = [
      random(2) ? `stride=${size(`s_${at}`, 1)}` : '',
      random(2) ? `dilation=${size(`d_${at}`, 1)}` : '',
      at === 0 && random(2) ? `padding=${size(`p_${at}`, 0)}` : '',
      isSeparate ? `groups=${before}` : '',
      random(3) ? '' : 'mode="convolution"',
      random(3) ? '' : 'bias=False',
    ].filter((option) => option !== '')
    return `Conv${rank}(${[before, channels, size(`K_${at}`, 1), ...options].join(', ')})`
  })
  return `Sequential(${layers.join(', ')})`
}

const GENERAL = GALLERY.find((page) => page.name.startsWith('06'))?.network ?? ''

const SYMBOLIC = [
  'Sequential(Conv(A, B, K, stride=s), Conv(B, C, L, stride=t, dilation=d), Conv(C, D, N, stride=u, dilation=e))',
  'Sequential(Conv(A, B, 1, bias=False), Conv(B, C, 1, stride=s, bias=False), Conv(C, D, K, padding=p, dilation=d), Conv(D, E, L))',
  'Sequential(Conv2d(A, B, K, padding=p), Conv2d(B, C, (2, 3), stride=(2, 1), dilation=(1, 3)))',
  'Sequential(Conv(C, C, K, groups=C, mode="convolution"), BatchNorm(C), Conv(C, D, 1), Linear(D, E))',
  'Sequential(AvgPool2d(2), AvgPool2d((2, 3)), Conv2d(A, B, K))',
]

const CONCRETE = [
  'Sequential(Conv2d(8, 16, 3, padding=1), BatchNorm2d(16), Conv2d(16, 32, 3, stride=2, groups=4), AvgPool2d(2))',
  'Sequential(Conv1d(1, 1, 3, padding=4, stride=2, bias=False), Conv1d(1, 1, 3, padding=1))',
  'Sequential(Conv2d(1, 1, (3, 1), padding=(2, 0), bias=False), Conv2d(1, 1, 3, padding=(1, 0), stride=2))',
  'Sequential(Conv3d(2, 3, (1, 2, 3), padding=(0, 1, 2), stride=(2, 1, 1)), Conv3d(3, 3, (3, 1, 1), groups=3))',
]

beforeAll(() => {
  writeFileSync(join(folder, 'Convolemma.v'), printLibrary(MODULES))
  expect(coqc(folder, 'Convolemma.v')).toEqual({ code: 0, out: '', err: '' })
})

describe('coqc accepts the script, without assumptions', () => {
  it('of the general derivation, as one file with the library', () => {
    writeFileSync(join(folder, 'General.v'), printCoqFile(script(GENERAL)))
    expect(coqc(folder, 'General.v')).toEqual(allClosed(1))
  })

  it('of every page of the gallery that a script can state, with all that is written out', () => {
    const { files, refused } = acceptedPages(({ checked }) => emitScript(checked))
    expect(refused).toEqual([
      '14-up-sampling',
      '15-pixel-shuffle',
      '16-three-rates',
      '17-exact-borders',
      '18-interior',
      '19-ones-channel',
      '23-two-inputs',
    ])
    expect(compileAll([...files.values()])).toEqual(allClosed(GALLERY.length - refused.length))
  })

  it('of entries that are the same where a range holds', () => {
    const verdict = checkProof(encodeProof(sameInRanges()))
    if (!verdict.accepted) throw new Error(JSON.stringify(verdict))
    const file = emitScript(verdict.checked)
    expect(file.proof.filter((sentence) => sentence.includes('by_same_index_within'))).toHaveLength(3)
    expect(compileAll([file])).toEqual(allClosed(1))
  })

  it('of chains with symbolic sizes', () => {
    expect(compileAll(SYMBOLIC.map((one) => script(one)))).toEqual(allClosed(SYMBOLIC.length))
  })

  it('of networks whose sizes are numbers', () => {
    expect(compileAll(CONCRETE.map((one) => script(one)))).toEqual(allClosed(CONCRETE.length))
  })

  it('of the proofs written by hand for the tests of the checker, which use every axiom', () => {
    const verdicts = Object.values(EXAMPLE_PROOFS).map((make) => checkProof(encodeProof(make())))
    const scripts = verdicts.flatMap((verdict) => (verdict.accepted ? [emitScript(verdict.checked)] : []))
    expect(scripts).toHaveLength(verdicts.length)
    expect(compileAll(scripts)).toEqual(allClosed(scripts.length))
  })

  it.each([1, 2])('of random networks with symbolic sizes, seed %i', (seed) => {
    const random = createRandom(seed)
    const networks = Array.from({ length: 10 }, () => randomNetwork(random))
    expect({ networks, ...compileAll(networks.map((one) => script(one))) }).toEqual({ networks, ...allClosed(10) })
  })
})

/** A claim that says something else: what is replaced, and by what. */
const CHANGES: readonly (readonly [string, string | RegExp, string])[] = [
  [
    'another stride',
    'let merged_stride := fun (axis : nat) => s_S axis',
    'let merged_stride := fun (axis : nat) => s_s_1 axis',
  ],
  ['a stride one larger', '=> s_s_1 axis * s_s_2 axis in', '=> s_s_1 axis * s_s_2 axis + 1 in'],
  ['another dilation', 'let merged_dilation := fun (axis : nat) => 1', 'let merged_dilation := fun (axis : nat) => 2'],
  ['a dilation of 0', 'let merged_dilation := fun (axis : nat) => 1', 'let merged_dilation := fun (axis : nat) => 0'],
  [
    'another padding',
    'let merged_padding := fun (axis : nat) => s_p_1 axis',
    'let merged_padding := fun (axis : nat) => 0',
  ],
  ['a padding one larger', '=> s_p_1 axis in', '=> s_p_1 axis + 1 in'],
  ['a padding of the other sign', '=> s_p_1 axis in', '=> - s_p_1 axis in'],
  ['one tap less', 'fun (axis : nat) => 1 + s_K_1 axis', 'fun (axis : nat) => s_K_1 axis'],
  ['one tap more', 'fun (axis : nat) => 1 + s_K_1 axis', 'fun (axis : nat) => 2 + s_K_1 axis'],
  ['no bias', /\(t_B i_o \+ (.*)\)%ring\.$/, '($1)%ring.'],
  ['the bias twice', '(t_B i_o + sum', '(t_B i_o + t_B i_o + sum'],
  ['the bias of another channel', '(t_B i_o + sum', '(t_B (i_o + 1)%Z + sum'],
  ['the bias of the second layer alone', '(t_B i_o + sum', '(t_b_v i_o + sum'],
  ['a negated signal', '(t_B i_o + sum', '(t_B i_o + integer (-1) * sum'],
  ['a doubled signal', '(t_B i_o + sum', '(t_B i_o + integer 2 * sum'],
  ['the channels exchanged', 't_M i_o i_a i_m', 't_M i_a i_o i_m'],
  ['one input channel only', 't_M i_o i_a i_m * t_x i_a', 't_M i_o i_a i_m * t_x 0'],
  ['one kernel entry only', 't_M i_o i_a i_m', 't_M i_o 0 i_m'],
  ['the kernel at the position', 't_M i_o i_a i_m', 't_M i_o i_a i_n'],
  [
    'fewer input channels',
    'sum_channels s_A (fun i_a => sum_positions rank s_T',
    'sum_channels (s_A - 1)%Z (fun i_a => sum_positions rank s_T',
  ],
  ['the taps of the first layer only', 'sum_positions rank s_T', 'sum_positions rank s_K_1'],
  ['a kernel without its bracket', /bracket_equal_positions rank .* \(coordinate i_m\) \* t_v/, 't_v'],
  ['a kernel with another offset', 's_delta_1 axis * i_i axis + s_delta_2', 'i_i axis + s_delta_2'],
  ['a kernel with the inner taps twice', 't_v i_o i_c i_j * t_k i_c i_a i_i)', 't_v i_o i_c i_i * t_k i_c i_a i_i)'],
  [
    'a kernel with its factors squared',
    't_v i_o i_c i_j * t_k i_c i_a i_i)',
    't_v i_o i_c i_j * t_k i_c i_a i_i * t_k i_c i_a i_i)',
  ],
  ['a bias without the first layer', /t_v i_o i_c i_j \* t_b_k i_c/, 't_v i_o i_c i_j'],
  ['another first layer', 't_k i_o i_a i_i * t_x', 't_k i_a i_o i_i * t_x'],
  [
    'a second layer with padding',
    's_delta_2 axis * i_j axis + i_n axis * s_s_2 axis',
    's_delta_2 axis * i_j axis + i_n axis * s_s_2 axis - 1',
  ],
  ['channels outside the range', '(0 <= i_o < s_O) ->', ''],
  ['a stride that may be 0', '1 <= s_s_1 axis', '0 <= s_s_1 axis'],
  ['a dilation that may be negative', '1 <= s_delta_2 axis', '(-1) <= s_delta_2 axis'],
  ['a tensor on the left', '(t_y i_o i_n)%ring', '(t_z i_o i_n)%ring'],
]

describe('coqc rejects the script of another claim', () => {
  const { claim, proof } = script(GENERAL)
  const [statement = ''] = claim
  const changed = CHANGES.map(([what, from, to]) => [what, statement.replace(from, to)] as const)

  it.each(changed)('%s: the claim is another one', (_, text) => {
    expect(text).not.toBe(statement)
  })

  it('every one of them is a proposition, and the proof of the true claim does not prove it', () => {
    const attempts = changed.map(([, text], number) => {
      const name = `claim_${number}`
      return [
        text.replace('Definition claim', `Definition ${name}`),
        `Goal ${name}.`,
        'Fail exact merged_layer.',
        'Abort.',
      ]
    })
    const control = ['Goal claim.', 'exact merged_layer.', 'Qed.']
    expect(compile([...claim, ...proof, ...control, ...attempts.flat()].join('\n')).code).toBe(0)
  })

  it.each(changed.slice(0, 3))('%s: as a file of its own', (_, text) => {
    const outcome = compile([text, ...proof, 'Print Assumptions certificate.'].join('\n'))
    expect(outcome.code).not.toBe(0)
    expect(outcome.out).not.toContain(CLOSED)
  })

  it('a script whose step says something else', () => {
    const broken = proof.map((sentence) =>
      sentence.replace('becomes (sum_positions rank s_T', 'becomes (sum_positions rank s_K_1'),
    )
    expect(broken).not.toEqual(proof)
    expect(compile([...claim, ...broken].join('\n')).code).not.toBe(0)
  })
})
