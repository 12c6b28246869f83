import { describe, expect, it } from 'vitest'
import { CLAIM_DATA, claimFault } from '../../src/coq/certificate-claim.ts'
import { type CoqFile, printCoqFile } from '../../src/coq/coq-file.ts'
import { readCoqFile } from '../../src/coq/read-coq-file.ts'
import { derive } from '../../src/derive/derive.ts'
import { printCertificate } from '../../src/emit/coq/certificate.ts'
import { COQ_GRAMMAR } from '../../src/emit/coq/grammar.ts'
import { ConvolemmaError, type Problem } from '../../src/errors.ts'
import { certify } from '../../src/merge/certify.ts'
import { readNotation } from '../../src/read/notation.ts'
import { constant, polynomialAccumulator, symbol } from '../../src/scalar/polynomial.ts'
import { rational } from '../../src/scalar/rational.ts'

function refusal(file: CoqFile): Problem | undefined {
  try {
    readCoqFile(printCoqFile(file), COQ_GRAMMAR)
    return undefined
  } catch (error) {
    if (error instanceof ConvolemmaError) return error.problem
    throw error
  }
}

const certificateOf = (network: string, shape?: readonly number[]): CoqFile =>
  certify(derive(readNotation(network), shape === undefined ? {} : { inputShape: shape }))

const PADDED = certificateOf(
  'Sequential(Conv1d(1, 1, 2, padding=1, bias=False), Conv1d(1, 1, 1, padding=1, bias=False))',
  [1, 5],
)

/** The claim with one piece replaced, which must be there. */
function altered(from: string, to: string): CoqFile {
  const claim = PADDED.claim.map((one) => one.replace(from, to))
  if (claim.join() === PADDED.claim.join()) throw new RangeError(`the claim does not contain ${from}`)
  return { ...PADDED, claim }
}

describe('the claim of a certificate', () => {
  it.each<[string, (readonly number[])?]>([
    ['Sequential(Conv1d(1, 1, 2, bias=False), Conv1d(1, 1, 2, bias=False))'],
    ['Sequential(Conv1d(2, 3, 3, stride=2), Conv1d(3, 2, 2))'],
    ['Sequential(Conv2d(2, 2, 2, groups=2), Conv2d(2, 2, 1))'],
    ['Sequential(Conv1d(1, 2, 2, bias=False, padding=1), Conv1d(2, 1, 1))'],
    ['Sequential(Conv2d(2, 2, 3, padding=1), Conv2d(2, 2, 3))', [2, 8, 9]],
    ['Sequential(Conv1d(8, 8, 2), Conv1d(8, 2, 2))'],
    ['Sequential(AvgPool1d(3), Conv1d(1, 1, 2))', [1, 30]],
  ])('%s is read as it is emitted', (network, shape) => {
    expect(refusal(certificateOf(network, shape))).toBeUndefined()
  })

  it.each([
    ['a divisor 0', 'polynomial_layer [1] 1', 'polynomial_layer [1] 0', 'coq/divisor'],
    ['a divisor 00', 'polynomial_layer [1] 1', 'polynomial_layer [1] 00', 'coq/divisor'],
    ['a negative divisor', 'polynomial_layer [1] 1', 'polynomial_layer [1] (-1)', 'coq/divisor'],
    ['a computed divisor', 'polynomial_layer [1] 1', 'polynomial_layer [1] (1 - 1)', 'coq/claim-form'],
    ['an empty range of the input', '(Some 0, Some 5)', '(Some 0, Some 0)', 'coq/window'],
    ['a range of the input the wrong way round', '(Some 0, Some 5)', '(Some 5, Some (-5))', 'coq/window'],
    ['an empty range in the network', '(Some 0, Some 6)', '(Some 6, Some 6)', 'coq/window'],
    ['an empty range of outputs', 'outputs : window := []', 'outputs : window := [(Some 1, Some 1)]', 'coq/window'],
    ['a huge bound', '(Some 0, Some 5)', `(Some 0, Some ${'9'.repeat(21)})`, 'coq/window'],
    ['a huge input', 'Input 0%nat 1%nat', 'Input 0%nat 1000001%nat', 'coq/input'],
    ['an overlong input', 'Input 0%nat 1%nat', `Input 0%nat ${'0'.repeat(99)}1%nat`, 'coq/input'],
    ['an input with a huge number', 'Input 0%nat', 'Input 1000001%nat', 'coq/input'],
    ['a signal spread over no phase', 'Inside [(Some 0, Some 6)]', 'Spread [0]', 'coq/spread'],
    ['a signal spread backwards', 'Inside [(Some 0, Some 6)]', 'Spread [(-2)]', 'coq/spread'],
    ['a signal spread over too many phases', 'Inside [(Some 0, Some 6)]', 'Spread [101; 100]', 'coq/spread'],
    ['another claim', 'merges support outputs network merged', 'True', 'coq/claim-form'],
    ['the claim of something else', 'merges support', 'merges outputs', 'coq/claim-form'],
    ['a network that is computed', '(Input 0%nat 1%nat)', '((fun x => x) (Input 0%nat 1%nat))', 'coq/claim-form'],
    ['a list that is computed', '[[[p1 v_v]]]', '(map (fun x => x) [[[p1 v_v]]])', 'coq/claim-form'],
    ['a symbol of another kind', 'p1 v_v]', 'p1 xH]', 'coq/claim-form'],
    ['a local name', 'support : list window := ', 'support : list window := let v_x := 1 in ', 'coq/claim-form'],
    ['another type', 'support : list window', 'support : list (list range)', 'coq/claim-form'],
    ['a cast', 'outputs : window := []', 'outputs : window := [] : window', 'coq/claim-form'],
  ])('is refused with %s', (_, from, to, code) => {
    const file = altered(from, to)
    const problem = refusal(file)
    expect(problem?.code).toBe(code)
    expect(problem?.fix).toBe('let convolemma write the file again')
  })

  it('names the line within a long definition', () => {
    const file = altered('(Input 0%nat 1%nat)', '(Input 0%nat 9999999%nat)')
    const line =
      printCoqFile(file)
        .split('\n')
        .findIndex((one) => one.includes('9999999')) + 1
    expect(refusal(file)).toMatchObject({ code: 'coq/input', where: `line ${line}` })
  })

  it.each(CLAIM_DATA)('is refused without %s', (name) => {
    const claim = PADDED.claim.filter((one) => !one.startsWith(`Definition ${name} `))
    expect(refusal({ ...PADDED, claim })).toMatchObject({ code: 'coq/claim-form' })
  })

  it.each([0, 1, 6, 7, 40, 1_000, 1_001, 2_500])('a sum of %d terms is read as it is emitted', (terms) => {
    for (const factor of [1n, 3n, -3n]) {
      const powers = Array.from({ length: terms }, (_, at) => `x${at}`)
      const sum = polynomialAccumulator()
      for (const name of powers) sum.addScaled(symbol(name), rational(factor))
      const layer = { stride: [1], bias: [sum.finish()], taps: [] }
      const network = { kind: 'layer', layer, before: { kind: 'input', number: 0, channels: 1 } } as const
      const symbols = terms === 0 ? ['x'] : powers
      const formal = { supports: [], outputs: [], network, merged: network, symbols, meanings: new Map() }
      expect(refusal(printCertificate(formal))).toBeUndefined()
    }
  })

  it('integers of both signs are read as they are emitted, over their divisor', () => {
    const entry = (n: number) => constant(rational(n, 4))
    const taps = [{ offset: [-1, 2], matrix: [[entry(-3), entry(0)]] }]
    const layer = { stride: [2, 1], bias: [entry(-1)], taps }
    const input = { kind: 'input', number: 1, channels: 2 } as const
    const before = { kind: 'window', box: [{ from: -2, to: 7 }, undefined], before: input } as const
    const part = { kind: 'layer', layer, before } as const
    const network = { kind: 'spread', up: [1, 3], before: { kind: 'sum', parts: [part, part, part] } } as const
    const plain = { kind: 'layer', layer, before: input } as const
    const range = { from: 2, to: 7 }
    const formal = {
      supports: [[], [range, range]],
      outputs: [{ from: -3, to: -1 }, undefined],
      network,
      merged: { kind: 'spread', up: [1, 3], before: { kind: 'sum', parts: [plain, plain, plain] } } as const,
      symbols: [],
      meanings: new Map(),
    }
    const file = printCertificate(formal)
    expect(refusal(file)).toBeUndefined()
    const zero = file.claim.map((one) => one.replace('integer_layer [2; 1] 4', 'integer_layer [2; 1] 0'))
    expect(refusal({ ...file, claim: zero })?.code).toBe('coq/divisor')
  })

  it.each([
    ['a layer', '(Apply L (Input 0%nat 1%nat))', true],
    ['a layer of each input', '(Plus (Apply L (Input 0%nat 1%nat)) (Apply L (Input 1%nat 1%nat)))', true],
    ['the spread of a layer', '(Spread [2] (Apply L (Input 0%nat 1%nat)))', true],
    ['an input', '(Input 0%nat 1%nat)', false],
    ['two layers', '(Apply L (Apply L (Input 0%nat 1%nat)))', false],
    ['a window', '(Apply L (Inside [] (Input 0%nat 1%nat)))', false],
    ['a spread twice', '(Spread [2] (Spread [2] (Apply L (Input 0%nat 1%nat))))', false],
    ['a sum of spreads', '(Plus (Spread [2] (Apply L (Input 0%nat 1%nat))) (Apply L (Input 0%nat 1%nat)))', false],
    ['a layer and more', '(Apply L (Input 0%nat 1%nat)))', false],
  ])('the merged network is %s: %s, %s', (_, merged, isRead) => {
    const text = merged.replaceAll('L', '(integer_layer [1] 1 [0] [([0], [[1]])])')
    const fault = claimFault(`Definition merged : net integers := ${text}.`)
    expect(fault?.code).toBe(isRead ? undefined : 'coq/claim-form')
  })

  it('a deep network is read, or refused, without recursion', () => {
    const depth = 100_000
    const net = `${'(Inside [] '.repeat(depth)}(Input 0%nat 1%nat)${')'.repeat(depth)}`
    expect(claimFault(`Definition network : net integers := ${net}.`)).toBeUndefined()
    expect(claimFault(`Definition network : net integers := ${net}).`)?.code).toBe('coq/claim-form')
    expect(claimFault(`Definition network : net integers := ${'('.repeat(depth)}.`)?.code).toBe('coq/claim-form')
    const sum = '(Plus (Input 0%nat 1%nat) (Plus (Input 1%nat 2%nat) (Input 0%nat 3%nat)))'
    expect(claimFault(`Definition network : net integers := ${sum}.`)).toBeUndefined()
    expect(claimFault('Definition network : net integers := (Plus (Input 0%nat 1%nat)).')?.code).toBe('coq/claim-form')
  })
})
