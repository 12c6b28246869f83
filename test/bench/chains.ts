/** Chains of symbolic layers: derive, check, evaluate and print. */
import { convNd, derive, describe, findRenderer, sequential } from '../../src/index.ts'
import { count, median, milliseconds, type Table } from './table.ts'

export function symbolicChain(layers: number) {
  return sequential(
    ...Array.from({ length: layers }, (_, at) =>
      convNd({
        inChannels: `C_${at}`,
        outChannels: `C_${at + 1}`,
        kernelSize: `K_${at + 1}`,
        stride: `s_${at + 1}`,
        dilation: `d_${at + 1}`,
        ...(at === 0 ? { padding: 'p_1' } : {}),
      }),
    ),
  )
}

export function chains(): Table {
  const rows = [1, 2, 5, 10, 20].map((layers) => {
    const network = symbolicChain(layers)
    const { checked, witness } = derive(network)
    const steps = checked.proof.lemmas
      .flatMap((lemma) => lemma.rules)
      .reduce((total, rule) => total + rule.steps.length, 0)
    const deriving = median(() => derive(network), 3)
    const printing = median(() => {
      findRenderer('text').render(describe(checked, witness, { detail: 'atomic', collapsible: false }), { width: 100 })
    }, 3)
    return [count(layers), count(steps), count(witness.comparisons), milliseconds(deriving), milliseconds(printing)]
  })
  return {
    title: 'A chain of symbolic layers',
    about:
      'Any rank, every layer with its own channels, kernel size, stride and dilation, all biases. Derived, replayed by the checker, evaluated at random; then printed with every atomic step.',
    header: ['layers', 'atomic steps', 'comparisons', 'derive + check + evaluate', 'print'],
    rows,
  }
}
