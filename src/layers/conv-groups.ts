/** Groups of channels, as convolutions and transposed convolutions have them, and grouped weights seen as dense ones. Knows no layer. */
import { element, equals, multiply } from '../term/build.ts'
import {
  constantOf,
  equalIndex,
  floorDivide,
  type Index,
  integer,
  multiplyIndex,
  singleVariable,
  subtractIndex,
  variable,
} from '../term/index-expression.ts'
import type { LocalDefinition, MeaningContext } from './layer.ts'
import { keywordOf, type Parameters } from './schema.ts'

/** Input and output channels of one group. */
export interface GroupChannels {
  readonly input: Index
  readonly output: Index
}

/** The channels of one group by inChannels, outChannels and groups. @throws ConvolemmaError "layer/groups" where they do not divide */
export function channelsPerGroup(p: Parameters): GroupChannels {
  return { input: divideChannels(p, 'inChannels'), output: divideChannels(p, 'outChannels') }
}

/** True where every output channel reads only the input channel of its own number. */
export function isDepthwise(perGroup: GroupChannels): boolean {
  return constantOf(perGroup.input) === 1 && constantOf(perGroup.output) === 1
}

function divideChannels(p: Parameters, name: 'inChannels' | 'outChannels'): Index {
  const channels = p.size(name)
  const groups = p.size('groups')
  if (equalIndex(channels, groups)) return integer(1)
  const count = constantOf(groups)
  if (count === 1) return channels
  const total = constantOf(channels)
  const keyword = keywordOf(name)
  if (typeof count !== 'number') {
    return p.refuse(
      'layer/groups',
      `groups=${singleVariable(groups)} with ${keyword}=${shown(channels)}: a symbolic number of groups is not supported unless it equals in_channels and out_channels`,
      'groups as an integer, or the same name for groups, in_channels and out_channels',
    )
  }
  if (typeof total !== 'number') {
    return p.refuse(
      'layer/groups',
      `${keyword}=${shown(channels)} has no value, so whether it is divisible by groups=${count} is not known`,
      `${keyword} as an integer, or groups=1`,
    )
  }
  if (total % count === 0) return integer(total / count)
  return p.refuse(
    'layer/groups',
    `${keyword}=${total} is not divisible by groups=${count}`,
    `choose groups that divide ${keyword}`,
  )
}

function shown(size: Index): string {
  return `${constantOf(size) ?? singleVariable(size) ?? 'a symbolic size'}`
}

/** A channel axis of grouped weights: the wished name of its index, all its channels, and how many of them one group has. */
export interface GroupedAxis {
  readonly wish: 'o' | 'c'
  readonly channels: Index
  readonly perGroup: Index
}

/**
 * Weights with the axes [whole, part of a group, tap] as weights for all channels, with zeros between the groups:
 *   dense[a, b, i] := [⌊a/A⌋ = ⌊b/B⌋]·weight[a, b − B·⌊b/B⌋, i] with A, B channels per group.
 */
export function denseView(
  context: MeaningContext,
  weight: string,
  whole: GroupedAxis,
  part: GroupedAxis,
): LocalDefinition {
  const names = { a: context.index(whole.wish), b: context.index(part.wish), i: context.index('i') }
  const a = variable(names.a)
  const b = variable(names.b)
  const group = floorDivide(b, part.perGroup)
  const within = subtractIndex(b, multiplyIndex(part.perGroup, group))
  return {
    symbol: context.local(`dense_${weight}`),
    parameters: [
      { name: names.a, sort: 'channel', extent: whole.channels },
      { name: names.b, sort: 'channel', extent: part.channels },
      { name: names.i, sort: 'position', extent: context.parameters.size('kernelSize') },
    ],
    body: multiply(equals(floorDivide(a, whole.perGroup), group), element(weight, a, within, variable(names.i))),
  }
}
