/** The public API of Convolemma: explicit re-exports, nothing else. */
export { type Checked, checkProof, parseProof, type Rejection, type Verdict } from './checker/check.ts'
export { type Derivation, type DeriveOptions, derive } from './derive/derive.ts'
export { DETAILS, type DescribeOptions, type Detail, describe } from './emit/proof/describe.ts'
export type { ProofDocument } from './emit/proof/document.ts'
export { ConvolemmaError, fail, type Problem, printable, renderProblem } from './errors.ts'
export {
  avgPool1d,
  avgPool2d,
  avgPool3d,
  batchNorm1d,
  batchNorm2d,
  batchNorm3d,
  conv1d,
  conv2d,
  conv3d,
  convNd,
  dropout,
  identity,
  linear,
  scale,
} from './layers/builders.ts'
export { LAYERS } from './layers/index.ts'
export { keywordOf } from './layers/schema.ts'
export { type LayerNode, type NetworkNode, type SequentialNode, sequential } from './net/network.ts'
export { setSizes } from './net/set-sizes.ts'
export { encodeProof } from './proof/json.ts'
export type { Proof } from './proof/proof.ts'
export { type WitnessReport, witness } from './proof/witness.ts'
export { readNetworkJson, writeNetworkJson } from './read/network-json.ts'
export { readNotation } from './read/notation.ts'
export { parseRational, type Rational } from './scalar/rational.ts'
