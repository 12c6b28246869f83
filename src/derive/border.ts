/** What is done about padding between layers: refuse it, keep to the interior, or let the weights vary near the border. */
import { addIndex, constantOf, floorDivide, type Index, integer, subtractIndex } from '../term/index-expression.ts'
import type { Assembly, Stage } from './assemble.ts'
import { type Domain, EVERYWHERE } from './domain.ts'
import { interiorOf } from './interior.ts'
import { interiorForAllSizes } from './interior-size.ts'

/** "refuse" wants one kernel that is exact everywhere; "interior" one that is exact away from the border; "exact" any number. */
export const BORDERS = ['refuse', 'exact', 'interior'] as const
/** "unbounded" is about signals without an end, where padding hides nothing. */
export type Borders = (typeof BORDERS)[number] | 'unbounded'

/** The domains for which a lemma of the stage is tried, the best first. */
export function domainsOf(
  borders: Borders,
  assembly: Assembly,
  stage: Stage,
  up: Index,
  hasLimitedInner: boolean,
): readonly Domain[] {
  if (borders === 'exact' || borders === 'unbounded') return [EVERYWHERE]
  const everywhere = hasLimitedInner ? [] : [EVERYWHERE]
  const interior =
    borders === 'interior' ? (interiorOf(assembly, stage, up) ?? interiorForAllSizes(assembly, stage, up)) : undefined
  return [...everywhere, ...onTheOutput(assembly, stage, up), ...(interior === undefined ? [] : [interior])]
}

/** The blocks that the output has, where the input has an end and the axes are known. */
function onTheOutput({ rank, tensors }: Assembly, { extent }: Stage, up: Index): readonly Domain[] {
  const isSized = rank !== 'any' && rank !== 0 && tensors.some(({ support }) => support !== undefined)
  if (!isSized || constantOf(extent) === undefined) return []
  return [{ first: [], extent: addIndex(floorDivide(subtractIndex(extent, integer(1)), up), integer(1)) }]
}
