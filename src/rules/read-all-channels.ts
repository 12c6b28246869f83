/** Rule read-all-channels: where branches read different channels of an input, each is a sum over all of its channels. */
import { equals, multiply } from '../term/build.ts'
import { equalIndex, type Index, singleVariable, variable, variablesOf } from '../term/index-expression.ts'
import { Rewriting } from './rewriting.ts'
import { freshIndexName, type Rule, type Scene } from './rule.ts'
import { below, moveSumOutwards, type SignalSummand, signalGroups } from './summand.ts'

export const readAllChannels: Rule = {
  name: 'read-all-channels',
  title: 'read all channels',
  statement: 'f(o) = \\sum_a [a = o]\\, f(a)',
  condition: 'the channel that is read lies in the range of the sum',
  source: 'docs/theory.md §2',
  apply(term, scene) {
    const rewriting = new Rewriting(term)
    for (const group of signalGroups(term, scene)) {
      if (readsOneChannel(group)) continue
      for (const one of group) if (!sumsOverAll(one, scene)) readAll(rewriting, one, scene)
    }
    if (rewriting.steps.length === 0) return undefined
    return {
      term: rewriting.term,
      steps: rewriting.steps,
      because: 'of all channels exactly one is the one that is read',
    }
  },
}

/** True where every summand reads the same channel, an index in the output channel: nothing needs to be summed. */
function readsOneChannel(group: readonly SignalSummand[]): boolean {
  const channels = group.map((one) => one.read.at[0] ?? [])
  const [first] = channels
  const isAlike = channels.every((channel) => first !== undefined && equalIndex(channel, first))
  return isAlike && group.every((one) => !movesWithSums(one))
}

function movesWithSums({ read, summand }: SignalSummand): boolean {
  const names = variablesOf(read.at[0] ?? [])
  return summand.sums.some((sum) => names.includes(sum.index))
}

/** True where the channel is an index that runs over all channels of the source. */
function sumsOverAll({ read, summand }: SignalSummand, scene: Scene): boolean {
  const name = singleVariable(read.at[0] ?? [])
  const sum = summand.sums.find(({ index }) => index === name)
  const all = channelsOf(read.name, scene)
  return sum !== undefined && all !== undefined && equalIndex(sum.extent, all)
}

function readAll(rewriting: Rewriting, { summand, read, place }: SignalSummand, scene: Scene): void {
  const extent = channelsOf(read.name, scene)
  if (extent === undefined) return
  const index = freshIndexName(
    'a',
    scene,
    summand.sums.map((sum) => sum.index),
  )
  const [channel = [], ...position] = read.at
  const factors = summand.factors.map((factor, at) =>
    at === place ? { ...read, at: [variable(index), ...position] } : factor,
  )
  const depth = summand.sums.length
  const body = multiply(equals(variable(index), channel), ...factors)
  rewriting.step(
    'one-point',
    below(summand.path, depth),
    { kind: 'sum', index, sort: 'channel', extent, body },
    { reverse: true },
  )
  moveSumOutwards(rewriting, summand.path, depth, 0)
}

/** The number of channels of a source. */
export function channelsOf(source: string, scene: Pick<Scene, 'tensors' | 'definitions'>): Index | undefined {
  const tensor = scene.tensors.find((one) => one.name === source)?.axes[0]
  return (tensor ?? scene.definitions.find((one) => one.name === source)?.parameters[0])?.extent
}
