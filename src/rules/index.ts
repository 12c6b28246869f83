/** The registry of rules, in the order in which the strategy tries them: one line each. */
import { addBranches } from './add-branches.ts'
import { addZeros } from './add-zeros.ts'
import { decideWindow } from './decide-window.ts'
import { distribute } from './distribute.ts'
import { dropWindow } from './drop-window.ts'
import { exchangeSums } from './exchange-sums.ts'
import { factorSignal } from './factor-signal.ts'
import { groupByPosition } from './group-by-position.ts'
import { groupBySample } from './group-by-sample.ts'
import { nameBias } from './name-bias.ts'
import { nameKernel } from './name-kernel.ts'
import { nameSizes } from './name-sizes.ts'
import { onesChannel } from './ones-channel.ts'
import { readAllChannels } from './read-all-channels.ts'
import { reverseAndPad } from './reverse-and-pad.ts'
import type { Rule } from './rule.ts'
import { splitPhases } from './split-phases.ts'
import { substituteInner } from './substitute-inner.ts'
import { unfoldLayer } from './unfold-layer.ts'
import { unwrapCircular } from './unwrap-circular.ts'
import { writeOut } from './write-out.ts'
import { writeTapOut } from './write-tap-out.ts'

/** Merging one layer into what comes before it: every rule once, in this order. */
export const RULES: readonly Rule[] = [
  unfoldLayer,
  splitPhases,
  substituteInner,
  distribute,
  unwrapCircular,
  decideWindow,
  dropWindow,
  onesChannel,
  readAllChannels,
  exchangeSums,
  groupByPosition,
  nameSizes,
  factorSignal,
  addBranches,
  nameKernel,
  nameBias,
]

/** The rules of the further lemmas: the kernel as a sliding window, and small networks written out. */
const VIEW_RULES: readonly Rule[] = [reverseAndPad, writeOut, groupBySample, addZeros, writeTapOut]

/** Every rule there is, for the documentation and the tests. */
export const ALL_RULES: readonly Rule[] = [...RULES, ...VIEW_RULES]
