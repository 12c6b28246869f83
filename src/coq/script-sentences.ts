/** How the sentences of an emitted proof script begin, for whoever reads such a file with suspicion. Imports nothing. */

/** The one sentence that makes the laws of the ring known to the tactic `ring`. */
export const ADD_RING =
  'Add Ring ring_of_derivation : (laws R) (morphism (integer_morphism R), constants [integer_constant]).'

/** Each sentence of a script's proof begins with one of these, in whole words. */
export const SCRIPT_SENTENCES: readonly string[] = [
  'Section Derivation.',
  'End Derivation.',
  ADD_RING,
  'Variable',
  'Hypothesis',
  'Definition',
  'Hint Unfold',
  'Lemma',
  'Theorem',
  'Proof.',
  'Proof using All.',
  'intros',
  'step',
  'by_ring',
  'same.',
  'reflexivity.',
  'exact merged_layer.',
  'Qed.',
]
