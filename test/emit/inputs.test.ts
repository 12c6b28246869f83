import { describe, expect, it } from 'vitest'
import { inputsOf } from '../../src/emit/inputs.ts'
import { element } from '../../src/term/build.ts'
import { integer } from '../../src/term/index-expression.ts'
import { CIRCULAR, INPUTS, record, signal } from './proof/claims.ts'

const names = (proof: Parameters<typeof inputsOf>[0]) => inputsOf(proof).map(({ name }) => name)

describe('the inputs of a record', () => {
  it('are the tensors that the claim reads, in the order of their declarations', () => {
    expect(names(INPUTS)).toEqual(['x', 'u'])
  })

  it('are also those behind a signal that is defined from them', () => {
    expect(names(CIRCULAR)).toEqual(['x'])
  })

  it('are also those that the claim no longer reads, for they go on for ever', () => {
    const [x] = INPUTS.tensors
    const weight = { name: 'k', axes: [{ sort: 'position', extent: integer(3) }] } as const
    const unread = record({
      claim: { signals: [], bias: element('B') },
      tensors: [...(x === undefined ? [] : [x]), weight],
    })
    expect(names(unread)).toEqual(['x'])
  })

  it('are no weights, also where there are no positions', () => {
    const axes = [{ sort: 'channel', extent: integer(3) }] as const
    const flat = record({
      claim: { signals: [signal('x', element('k'))] },
      tensors: [
        { name: 'x', axes },
        { name: 'b', axes },
      ],
    })
    expect(names(flat)).toEqual(['x'])
  })
})
