/** Names for signals, kernels, tensors and bound indices that nobody else has. */
import { freshName } from '../term/walk.ts'

/** Hands out names; each name once. State with the lifetime of one assembly. */
export interface Names {
  /** The inputs of the network, in order: x where it has one that it does not name. */
  readonly inputs: readonly string[]
  readonly channel: string
  readonly position: string
  /** The phase of an output within its block. */
  readonly phase: string
  /** The signal after layer `at`: z_1, z_2, …, y; just z where there are two layers. */
  readonly signal: (at: number) => string
  /** The next of k, v, w, u, … */
  readonly kernelLetter: () => string
  /** `wish`, or wish_2, wish_3, … where it is taken. */
  readonly tensor: (wish: string) => string
  /** A parameter such as ε that layers may share: the same name each time. */
  readonly shared: (wish: string) => string
  /** `wish` as the name of an index, with a prime where a size has it. */
  readonly index: (wish: string) => string
  /** A bound index: the first layer's are a and i, the others' c and j. */
  readonly bound: (wish: string, isFirst: boolean) => string
}

const KERNEL_LETTERS = ['k', 'v', 'w', 'u', 'g', 'h', 'f', 'q', 't', 'r']

export function createNames(sizes: readonly string[], layerCount: number, inputNames: readonly string[] = ['']): Names {
  const taken = new Set(sizes)
  const claim = (wish: string): string => {
    let name = wish
    for (let count = 2; taken.has(name); count += 1) name = `${wish}_${count}`
    taken.add(name)
    return name
  }
  const bound = (wish: string) => freshName(wish, new Set(sizes))
  const inputs = inputNames.map((name) => claim(name === '' ? 'x' : name))
  const output = claim('y')
  const inner = Array.from({ length: layerCount - 1 }, (_, at) => claim(layerCount === 2 ? 'z' : `z_${at + 1}`))
  const sharedNames = new Map<string, string>()
  let letters = 0
  return {
    inputs,
    channel: bound('o'),
    position: bound('n'),
    phase: bound('r'),
    signal: (at) => inner[at] ?? output,
    kernelLetter() {
      const letter = KERNEL_LETTERS[letters] ?? `k_${letters + 1}`
      letters += 1
      return taken.has(letter) ? this.kernelLetter() : letter
    },
    tensor: claim,
    shared(wish) {
      const name = sharedNames.get(wish) ?? claim(wish)
      sharedNames.set(wish, name)
      return name
    },
    index: bound,
    bound: (wish, isFirst) => bound(isFirst ? ({ c: 'a' }[wish] ?? wish) : ({ i: 'j' }[wish] ?? wish)),
  }
}
