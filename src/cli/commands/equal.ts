/** convolemma equal: whether two networks are the same function. */
import { type Comparison, compareNetworks, fail, formatPolynomial } from '../../index.ts'
import { type Call, type CommandDescription, readCount } from '../arguments.ts'
import { readInputShapes, readNetworkOperand } from '../network.ts'
import type { Terminal } from '../terminal.ts'
import { readWeights } from '../weights.ts'

export const equalCommand: CommandDescription = {
  name: 'equal',
  operands: 'NET1 NET2',
  summary: 'Decide whether two networks are the same function on unbounded signals, for all values of their symbols.',
  options: {
    weights: {
      value: 'FILE',
      summary: 'weights of both networks, or of the first and then of the second',
      multiple: true,
    },
    set: { value: 'NAME=VALUE', summary: 'give a symbol or a symbolic size a value: a=1/4, K=3', multiple: true },
    input: { value: 'SHAPE', summary: 'channels and samples of the input, for layers that need them' },
    'max-terms': { value: 'NUMBER', summary: 'refuse symbolic expansions beyond this many products (1000000)' },
  },
}

/** Run the command. @throws ConvolemmaError "equal/different" with the smallest counterexample, and for wrong input */
export function runEqual(call: Call, terminal: Terminal): void {
  const [first, second, ...more] = call.operands
  if (first === undefined || second === undefined || more.length > 0) {
    fail({
      code: 'usage/operands',
      what: `expected two networks, not ${call.operands.length}`,
      fix: 'convolemma equal "Conv1d(1, 1, 2)" "Sequential(…)"',
    })
  }
  const [weights, others = weights] = call.texts('weights')
  const comparison = compareNetworks(weighed(call, first, weights), weighed(call, second, others))
  if (comparison.kind !== 'equal') refuseDifferent(comparison)
  terminal.write('equal: the same kernel for every phase, and the same bias')
}

function weighed(call: Call, operand: string, file: string | undefined) {
  const { network, symbols } = readNetworkOperand(call, operand)
  const shapes = readInputShapes(call)
  const weights = file === undefined ? undefined : readWeights([file])
  const maxTerms = readCount(call, 'max-terms', 1, 2 ** 31)
  return {
    network,
    ...shapes,
    options: {
      set: symbols,
      ...(weights === undefined ? {} : { weights, weightsName: file ?? '' }),
      ...(maxTerms === undefined ? {} : { maxTerms }),
    },
  }
}

/** @throws ConvolemmaError "equal/different" always */
function refuseDifferent(comparison: Exclude<Comparison, { readonly kind: 'equal' }>): never {
  return fail({ code: 'equal/different', what: `different: ${inWords(comparison)}` })
}

function inWords(comparison: Exclude<Comparison, { readonly kind: 'equal' }>): string {
  switch (comparison.kind) {
    case 'ranks':
      return `the networks have ${comparison.ranks.join(' and ')} axes`
    case 'output-channels':
      return `they have ${comparison.channels.join(' and ')} output channels`
    case 'input-channels':
      return `their inputs ${comparison.input} have ${comparison.channels.join(' and ')} channels`
    case 'bias': {
      const [a, b] = comparison.values.map(formatPolynomial)
      return `with all inputs 0, output ${place(comparison.output)} is ${a} for the first and ${b} for the second`
    }
    case 'impulse': {
      const [a, b] = comparison.values.map(formatPolynomial)
      const input = `${comparison.input}${place(comparison.impulse)} = 1 and all else 0`
      return `with ${input}, output ${place(comparison.output)} is ${a} for the first and ${b} for the second`
    }
    default:
      return comparison satisfies never
  }
}

function place({ channel, position }: { readonly channel: number; readonly position: readonly number[] }): string {
  return `[${[channel, ...position].join(', ')}]`
}
