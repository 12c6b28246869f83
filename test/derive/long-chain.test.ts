import { expect, it } from 'vitest'
import { derive } from '../../src/derive/derive.ts'
import { symbolicChain } from '../bench/chains.ts'

it('a chain of forty layers with symbolic sizes stays within what the checker works off', () => {
  const { checked, witness } = derive(symbolicChain(40))
  expect(checked.proof.lemmas.length).toBeGreaterThanOrEqual(40)
  expect(witness.agrees).toBe(true)
})
