import { describe, expect, it } from 'vitest'
import { printCoqFile } from '../../../src/coq/coq-file.ts'
import { readCoqFile } from '../../../src/coq/read-coq-file.ts'
import { SCRIPT_SENTENCES } from '../../../src/coq/script-sentences.ts'
import { derive } from '../../../src/derive/derive.ts'
import { emitScript, scriptLemmas } from '../../../src/emit/coq/script.ts'
import { readNotation } from '../../../src/read/notation.ts'

const GENERAL =
  'Sequential(Conv(A, C, K_1, stride=s_1, dilation=delta_1, padding=p_1), Conv(C, O, K_2, stride=s_2, dilation=delta_2))'

const checkedOf = (notation: string, expanded = false) => derive(readNotation(notation), { expanded }).checked
const scriptOf = (notation: string, expanded = false) => emitScript(checkedOf(notation, expanded))

const CLAIM = `Definition claim : Prop :=
forall (R : ring) (rank : nat) (s_A s_C : Z) (s_K_1 s_s_1 s_delta_1 s_p_1 : nat -> Z) (s_O : Z) (s_K_2 s_s_2 s_delta_2 : nat -> Z) (t_x : Z -> position -> R) (t_k : Z -> Z -> position -> R) (t_b_k : Z -> R) (t_v : Z -> Z -> position -> R) (t_b_v : Z -> R),
((0 < rank)%nat) ->
(1 <= s_A) ->
(1 <= s_C) ->
(forall axis, (axis < rank)%nat -> 1 <= s_K_1 axis) ->
(forall axis, (axis < rank)%nat -> 1 <= s_s_1 axis) ->
(forall axis, (axis < rank)%nat -> 1 <= s_delta_1 axis) ->
(forall axis, (axis < rank)%nat -> 0 <= s_p_1 axis) ->
(1 <= s_O) ->
(forall axis, (axis < rank)%nat -> 1 <= s_K_2 axis) ->
(forall axis, (axis < rank)%nat -> 1 <= s_s_2 axis) ->
(forall axis, (axis < rank)%nat -> 1 <= s_delta_2 axis) ->
let s_S := fun (axis : nat) => s_s_1 axis * s_s_2 axis in
let s_T := fun (axis : nat) => 1 + s_K_1 axis * s_delta_1 axis + s_K_2 axis * s_delta_2 axis * s_s_1 axis - s_delta_1 axis - s_delta_2 axis * s_s_1 axis in
let t_z := fun (i_o : Z) (i_n : position) => (t_b_k i_o + sum_channels s_A (fun i_a => sum_positions rank s_K_1 (fun i_i => t_k i_o i_a i_i * t_x i_a (at_axes rank (fun axis => s_delta_1 axis * i_i axis + i_n axis * s_s_1 axis - s_p_1 axis)%Z))))%ring in
let t_y := fun (i_o : Z) (i_n : position) => (t_b_v i_o + sum_channels s_C (fun i_c => sum_positions rank s_K_2 (fun i_j => t_v i_o i_c i_j * t_z i_c (at_axes rank (fun axis => s_delta_2 axis * i_j axis + i_n axis * s_s_2 axis)%Z))))%ring in
let t_M := fun (i_o i_a : Z) (i_m : position) => (sum_channels s_C (fun i_c => sum_positions rank s_K_2 (fun i_j => sum_positions rank s_K_1 (fun i_i => bracket_equal_positions rank (fun axis => s_delta_1 axis * i_i axis + s_delta_2 axis * i_j axis * s_s_1 axis)%Z (coordinate i_m) * t_v i_o i_c i_j * t_k i_c i_a i_i))))%ring in
let t_B := fun (i_o : Z) => (t_b_v i_o + sum_channels s_C (fun i_c => sum_positions rank s_K_2 (fun i_j => t_v i_o i_c i_j * t_b_k i_c)))%ring in
let merged_stride := fun (axis : nat) => s_S axis in
let merged_dilation := fun (axis : nat) => 1 in
let merged_padding := fun (axis : nat) => s_p_1 axis in
forall (i_o : Z) (i_n : position),
(0 <= i_o < s_O) ->
(length i_n = rank) ->
(t_y i_o i_n)%ring =
(t_B i_o + sum_channels s_A (fun i_a => sum_positions rank s_T (fun i_m => t_M i_o i_a i_m * t_x i_a (at_axes rank (fun axis => merged_stride axis * i_n axis + merged_dilation axis * i_m axis - merged_padding axis)%Z))))%ring.`

describe('the proof script', () => {
  it('claims the network, the merged layer and that they are equal in one closed statement', () => {
    expect(scriptOf(GENERAL).claim).toEqual([CLAIM])
  })

  it('has one lemma for each rule application, which the document can show beside it', () => {
    const checked = checkedOf(GENERAL)
    const { lemmas, rules } = scriptLemmas(checked)
    expect(lemmas).toEqual(['l_z', 'l_y'])
    expect(rules).toEqual([
      ['l_z_1_unfold_layer'],
      [
        'l_y_1_unfold_layer',
        'l_y_2_substitute_inner',
        'l_y_3_distribute',
        'l_y_4_exchange_sums',
        'l_y_5_group_by_position',
        'l_y_6_factor_signal',
        'l_y_7_name_kernel',
        'l_y_8_name_bias',
      ],
    ])
    const { proof } = emitScript(checked)
    for (const name of [...lemmas, ...rules.flat()])
      expect(
        proof.filter((sentence) => sentence.startsWith(`Lemma ${name} :`) || sentence.startsWith(`Theorem ${name} :`)),
      ).toHaveLength(1)
  })

  it('has one line for each atomic step: the way to its place, what stands there, the lemma of its axiom', () => {
    const checked = checkedOf(GENERAL)
    const { proof } = emitScript(checked)
    const steps = checked.proof.lemmas.flatMap((lemma) => lemma.rules.flatMap((rule) => rule.steps))
    expect(proof.filter((sentence) => sentence.startsWith('step (') && / by_/.test(sentence))).toHaveLength(
      steps.length + 1,
    )
    const grouping = proof.find((sentence) => / by_one_point /.test(sentence)) ?? ''
    expect(grouping).toMatch(
      /^step \(at_right; under i_a range_i_a; under i_c range_i_c; under i_j range_i_j; under i_i range_i_i; becomes \(sum_positions rank s_T \(fun i_m => /,
    )
    expect(grouping).toContain(
      'bounds (nonnegative (1 * s_delta_1 axis * (i_i axis) + 1 * s_delta_2 axis * s_s_1 axis * (i_j axis)))',
    )
  })

  it.each([
    [GENERAL, false],
    ['Sequential(Conv1d(1, 1, 2), Conv1d(1, 1, 2))', true],
    ['Sequential(Conv2d(3, 4, 3, padding=1, bias=False), BatchNorm2d(4), AvgPool2d((2, 1)), Conv2d(4, 2, 2))', false],
    ['Sequential(Conv1d(A, B, 1, bias=False), Conv1d(B, C, K, padding=p))', false],
    ['Linear(a, b)', false],
  ])('keeps to the sentences that a reader of such files allows: %s', (notation, expanded) => {
    const file = scriptOf(notation, expanded)
    const grammar = { definitions: ['claim'], fixedProofs: [], sentences: SCRIPT_SENTENCES }
    expect(readCoqFile(printCoqFile(file), grammar)).toEqual({
      ...file,
      modules: expect.arrayContaining([...file.modules]),
    })
  })

  it('writes names of users as identifiers', () => {
    const file = scriptOf("Sequential(Conv(A, B, K, name='kα'), Conv(B, C, 2, name='Prop'))")
    const text = [...file.claim, ...file.proof].join('\n')
    expect(text).toMatch(/^[\n\x20-\x7e]*$/)
    expect(text).toContain("(t_k'3b1' : Z -> Z -> position -> R)")
    expect(text).toContain('(t_Prop : Z -> Z -> position -> R)')
  })

  it('quantifies over what is not in every ring', () => {
    const [claim] = scriptOf('Sequential(AvgPool1d(6), BatchNorm1d(C, eps=0.25))').claim
    expect(claim).toContain('(inverse_2 inverse_3 : R) (rsqrt : R -> R)')
    expect(claim).toContain('((integer 3 * inverse_3)%ring = one) ->')
    expect(claim).toContain('one * (inverse_2 * inverse_3)')
    const [padded] = scriptOf('Sequential(Conv1d(1, 1, 1, bias=False), Conv1d(1, 1, 3, padding=1))').claim
    expect(padded).toContain(
      '(forall (at_0 : Z) (at_1 : position), length at_1 = 1%nat -> ~ (forall axis, (axis < 1%nat)%nat -> 0 <= at_1 axis < s_L axis) -> t_x at_0 at_1 = zero) ->',
    )
  })

  it('is only written for what the checker has accepted', () => {
    const copy = { ...checkedOf(GENERAL) }
    expect(() => emitScript(copy)).toThrow('not a proof that the checker accepted')
    expect(() => scriptLemmas(copy)).toThrow('not a proof that the checker accepted')
  })
})
