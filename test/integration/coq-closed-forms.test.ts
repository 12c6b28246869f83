/** The theorems behind closed forms are accepted by coqc, rest on nothing, and say what the engine prints at numbers. */
import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { emptyFolder, ROOT, run } from './program.ts'

const MODULES = ['Rings', 'Sums', 'Axioms', 'ClosedForms']
const THEOREMS = [
  'box_box',
  'geometric_geometric_same_ratio',
  'geometric_geometric',
  'geometric_before_both',
  'geometric_past_first',
  'geometric_past_second',
  'geometric_past_both',
  'pairs_rise',
  'pairs_stay',
  'pairs_fall',
  'vandermonde',
  'composed_outside',
]

let folder = ''
const coqc = (file: string): string => run('coqc', ['-q', '-Q', '.', 'Convolemma', file], { cwd: folder }).trim()

beforeAll(() => {
  folder = emptyFolder()
  for (const name of MODULES) {
    copyFileSync(join(ROOT, 'src/coq', `${name}.v`), join(folder, `${name}.v`))
    coqc(`${name}.v`)
  }
})

const HEAD =
  'From Coq Require Import ZArith ZArithRing.\nFrom Convolemma Require Import Rings Sums ClosedForms.\nOpen Scope Z_scope.\n'
const INTEGERS = 'Definition integers : ring := Ring Z 0 1 Z.add Z.mul Z.sub Z.opp Zth.\n'

describe('ClosedForms.v', () => {
  it('assumes nothing', () => {
    const sentences = THEOREMS.map((name) => `Print Assumptions ${name}.`)
    writeFileSync(join(folder, 'Assumptions.v'), `${HEAD}${sentences.join('\n')}\n`)
    expect(coqc('Assumptions.v').split('\n')).toEqual(THEOREMS.map(() => 'Closed under the global context'))
  })

  it('is about the sum that the derivation has, at numbers', () => {
    const sums = [
      'composed integers 3 2 (fun i => 2 ^ i) (fun j => 3 ^ j) 2 = 4 + 6',
      'composed integers 3 4 (fun _ => 1) (fun _ => 1) 3 = 3',
      'composed integers 3 4 (fun _ => 1) (fun _ => 1) 6 = 0',
      'binomial integers 5 1 2 3 = 10 * 8',
      'pairs 3 5 4 = 3',
    ]
    const lemmas = sums.map((sum, at) => `Example number_${at} : ${sum}. Proof. reflexivity. Qed.`)
    writeFileSync(join(folder, 'Numbers.v'), `${HEAD}${INTEGERS}${lemmas.join('\n')}\n`)
    expect(coqc('Numbers.v')).toBe('')
  })

  it('does not prove a false one', () => {
    const wrong = 'composed integers 3 4 (fun _ => 1) (fun _ => 1) 3 = 4'
    writeFileSync(join(folder, 'Wrong.v'), `${HEAD}${INTEGERS}Example wrong : ${wrong}. Proof. reflexivity. Qed.\n`)
    expect(() => coqc('Wrong.v')).toThrow('Unable to unify')
  })
})
