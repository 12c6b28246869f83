/** Which given tensors of a record are the network's inputs. Imports only terms. */
import type { Proof, TensorDeclaration } from '../proof/proof.ts'
import type { Term } from '../term/term.ts'
import { children } from '../term/walk.ts'

/**
 * The tensors that the claim reads, also through signals defined from them, and every other tensor with an axis that does not
 * end: only an input goes on for ever. In the order in which they are declared.
 */
export function inputsOf({ tensors, definitions, claim }: Proof): readonly TensorDeclaration[] {
  const read = new Set(claim.signals.map(({ input }) => input))
  for (const { name, body } of [...definitions].reverse()) {
    if (read.has(name)) for (const used of namesIn(body)) read.add(used)
  }
  return tensors.filter(({ name, axes }) => read.has(name) || axes.some(({ extent }) => extent === undefined))
}

function namesIn(term: Term): readonly string[] {
  return term.kind === 'element' ? [term.name] : children(term).flatMap(namesIn)
}
