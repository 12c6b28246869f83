/** Small Coq files over rings: true ones, and a language in which they are written. */
import { type CoqFile, printCoqFile } from '../../src/coq/coq-file.ts'
import type { CoqGrammar } from '../../src/coq/read-coq-file.ts'

export const GRAMMAR: CoqGrammar = {
  definitions: ['network', 'merged', 'claim'],
  fixedProofs: [],
  sentences: [
    ...['Section', 'End', 'Variable', 'Variables', 'Hypothesis', 'Definition', 'Lemma', 'Theorem', 'Proof', 'Qed'],
    ...['intros', 'destruct', 'apply', 'exact', 'rewrite', 'reflexivity', 'vm_cast_no_check'],
  ],
}

export const THEOREM = 'Theorem certificate : claim.'

/** A claim that holds, with its proof. */
export const COMMUTES: CoqFile = {
  modules: ['Rings'],
  claim: ['Definition claim : Prop := forall (R : ring) (a b : R), add a b = add b a.'],
  proof: [
    THEOREM,
    'Proof.',
    'intros R a b; destruct R as [c z o ad mu su op l]; apply (Ring_theory.Radd_comm l).',
    'Qed.',
  ],
}

/** A claim about literals, proved by computation. */
export const COMPUTES: CoqFile = {
  modules: ['Rings'],
  claim: [
    'Definition network : list Z := [1; (-2); 3].',
    'Definition merged : Z := 2.',
    'Definition claim : Prop := fold_left Z.add network 0 = merged.',
  ],
  proof: [THEOREM, 'Proof.', 'vm_cast_no_check (eq_refl merged).', 'Qed.'],
}

/** Through a section and a lemma, with bullets. */
export const BY_LEMMA: CoqFile = {
  modules: ['Rings'],
  claim: ['Definition claim : Prop := forall (R : ring) (a b c : R), add (add a b) c = add c (add b a).'],
  proof: [
    'Section Steps.',
    'Variable v_R : ring.',
    'Lemma l_step (v_a v_b : v_R) : add v_a v_b = add v_b v_a.',
    'Proof.',
    'destruct v_R as [c z o ad mu su op l]; apply (Ring_theory.Radd_comm l).',
    'Qed.',
    'End Steps.',
    THEOREM,
    'Proof.',
    '{ intros R a b c; rewrite (l_step R (add a b) c).',
    'rewrite (l_step R a b).',
    'reflexivity.',
    // A brace has no full stop of its own: it belongs to the sentence that follows it.
    '} Qed.',
  ],
}

/** The true files, by name. */
export const TRUE_FILES = { COMMUTES, COMPUTES, BY_LEMMA }

/** A file's text with one piece replaced, which must be there. */
export function altered(file: CoqFile, from: string, to: string): string {
  const text = printCoqFile(file)
  const at = text.lastIndexOf(from)
  if (at < 0) throw new RangeError(`the file does not contain ${from}`)
  return text.slice(0, at) + to + text.slice(at + from.length)
}
