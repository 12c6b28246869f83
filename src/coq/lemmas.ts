/** Which lemma of the Coq library stands behind each axiom of the checker and each named rule. A missing one does not compile. */
import type { AxiomName, RuleName } from '../proof/proof.ts'

/** The axiom as lemmas of Axioms.v: for channels, for positions, and for both outcomes where there are two. */
export const AXIOM_LEMMAS: { readonly [name in AxiomName]: readonly string[] } = {
  unfold: ['unfold_definition'],
  lemma: ['use_lemma'],
  ring: ['compute_in_ring'],
  'sum-factor': ['sum_channels_factor', 'sum_positions_factor'],
  'sum-add': ['sum_channels_add', 'sum_positions_add'],
  'sum-exchange': [
    'sum_channels_exchange_channels',
    'sum_channels_exchange_positions',
    'sum_positions_exchange_channels',
    'sum_positions_exchange_positions',
  ],
  'sum-reverse': ['sum_channels_reverse', 'sum_positions_reverse'],
  'sum-unroll': ['sum_channels_unroll', 'sum_positions_unroll'],
  'one-point': [
    'sum_channels_one_point',
    'sum_channels_one_point_within',
    'sum_positions_one_point',
    'sum_positions_one_point_within',
  ],
  'same-index': [
    'same_index_channels',
    'same_index_positions',
    'same_index_channels_within',
    'same_index_positions_within',
    'bracket_equal_channels_same',
    'bracket_within_channels_same',
    'bracket_equal_positions_same',
    'bracket_within_positions_same',
  ],
  'bracket-decide': [
    'bracket_equal_channels_true',
    'bracket_equal_channels_false',
    'bracket_within_channels_true',
    'bracket_within_channels_false',
    'bracket_equal_positions_true',
    'bracket_equal_positions_false',
    'bracket_within_positions_true',
    'bracket_within_positions_false',
  ],
  'bracket-implied': ['bracket_within_channels_implied', 'bracket_within_positions_implied'],
  support: ['support_channels', 'support_positions'],
}

/** The law that a rule's statement shows, as a theorem of Rules.v. */
export const RULE_LEMMAS: { readonly [name in RuleName]: string } = {
  'unfold-layer': 'unfold_layer',
  'split-phases': 'split_phases',
  'substitute-inner': 'substitute_inner',
  distribute: 'distribute',
  'unwrap-circular': 'unwrap_circular',
  'decide-window': 'decide_window',
  'drop-window': 'drop_window',
  'ones-channel': 'ones_channel',
  'read-all-channels': 'read_all_channels',
  'exchange-sums': 'exchange_sums',
  'group-by-position': 'group_by_position',
  'name-sizes': 'name_sizes',
  'factor-signal': 'factor_signal',
  'add-branches': 'add_branches',
  'name-kernel': 'name_kernel',
  'name-bias': 'name_bias',
  'reverse-and-pad': 'reverse_and_pad',
  'write-out': 'write_out',
  'group-by-sample': 'group_by_sample',
  'add-zeros': 'add_zeros',
  'write-tap-out': 'write_tap_out',
}
