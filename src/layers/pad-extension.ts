/** How far a signal can be continued outside of its samples: circular, reflected or replicated. Knows no layer. */
import { coefficientEntries, constantOf, type Index } from '../term/index-expression.ts'
import type { Extension, Geometry } from './layer.ts'
import type { Parameters } from './schema.ts'

/** The most samples that may be put on one side of `extent` samples: a whole turn, or every sample but the mirror. */
const LIMITS: Readonly<Record<Extension, { readonly missing: 0 | 1 | undefined; readonly because: string }>> = {
  circular: { missing: 0, because: 'circular padding goes round once at most' },
  reflect: { missing: 1, because: 'reflection mirrors at the first and the last sample, which are not repeated' },
  replicate: { missing: undefined, because: '' },
}

/** The extension behind a padding_mode; undefined for "zeros". */
export function extensionOf(mode: string | undefined): Extension | undefined {
  return mode === 'circular' || mode === 'reflect' || mode === 'replicate' ? mode : undefined
}

/**
 * Refuse a padding that is longer than the input allows, where both are numbers.
 * @throws ConvolemmaError "layer/padding-too-long" with the padding and the samples there are
 */
export function checkExtension(
  p: Parameters,
  extension: Extension,
  padding: Geometry['padding'],
  inputExtent: Index,
): void {
  const { missing, because } = LIMITS[extension]
  const extent = constantOf(inputExtent)
  if (missing === undefined || extent === undefined) return
  for (const side of [constantOf(padding.start), constantOf(padding.end)]) {
    if (side === undefined) continue
    const rank = Math.max(coefficientEntries(side).length, coefficientEntries(extent).length)
    const samples = coefficientEntries(extent, rank)
    coefficientEntries(side, rank).forEach((entry, axis) => {
      const most = (samples[axis] ?? 0) - missing
      if (entry <= most) return
      p.refuse(
        'layer/padding-too-long',
        `${entry} samples of padding for ${samples[axis]} samples on axis ${axis}: ${because}`,
        `at most ${most} samples of padding on this axis, or a larger input`,
      )
    })
  }
}
