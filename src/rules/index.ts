/** The registry of rules, in the order in which the strategy tries them: one line each. */
import { distribute } from './distribute.ts'
import { dropWindow } from './drop-window.ts'
import { exchangeSums } from './exchange-sums.ts'
import { factorSignal } from './factor-signal.ts'
import { groupByPosition } from './group-by-position.ts'
import { nameBias } from './name-bias.ts'
import { nameKernel } from './name-kernel.ts'
import { nameSizes } from './name-sizes.ts'
import type { Rule } from './rule.ts'
import { substituteInner } from './substitute-inner.ts'
import { unfoldLayer } from './unfold-layer.ts'

/** Merging one layer into what comes before it: every rule once, in this order. */
export const RULES: readonly Rule[] = [
  unfoldLayer,
  substituteInner,
  distribute,
  dropWindow,
  exchangeSums,
  groupByPosition,
  nameSizes,
  factorSignal,
  nameKernel,
  nameBias,
]
