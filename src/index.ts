/** The public API of Convolemma: explicit re-exports, nothing else. */
export { type Checked, checkProof, parseProof, type Rejection, type Verdict } from './checker/check.ts'
export { closedForm } from './closed/close.ts'
export type { ClosedForm } from './closed/closed-form.ts'
export { renderClosedForm } from './closed/print.ts'
export { type CoqFile, printCoqFile } from './coq/coq-file.ts'
export { type CoqGrammar, hasFixedProof, readCoqFile } from './coq/read-coq-file.ts'
export { LOGICAL_FOLDER, type TrustedFile, trustedFiles } from './coq/statement.ts'
export { type CoqRun, type CoqVerdict, judgeRun, type ProvedByCoq } from './coq/verdict.ts'
export { BORDERS, type Borders } from './derive/border.ts'
export { type Derivation, type DeriveOptions, derive } from './derive/derive.ts'
export { type EmitCoqOptions, emitCoq } from './emit/coq/emit-coq.ts'
export { COQ_GRAMMAR } from './emit/coq/grammar.ts'
export { emitScript } from './emit/coq/script.ts'
export { DETAILS, type DescribeOptions, type Detail, describe } from './emit/proof/describe.ts'
export type { ProofDocument } from './emit/proof/document.ts'
export { inlineFonts } from './emit/proof/html/katex-stylesheet.ts'
export { findRenderer, PROOF_RENDERERS, type ProofRenderer, type RenderOptions } from './emit/proof/index.ts'
export type { WeightArtifact, WeightEmitter } from './emit/weights/emitter.ts'
export { findWeightEmitter, WEIGHT_EMITTERS } from './emit/weights/index.ts'
export { summarizeMerged, summarizeRealised } from './emit/weights/summary.ts'
export { ConvolemmaError, fail, type Problem, printable, renderProblem } from './errors.ts'
export type { Comparison } from './kernel/equality.ts'
export type { ExactLayer, MergedLayer, MergedWeights, RoundedLayer } from './kernel/merged-layer.ts'
export {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveAvgPool3d,
  avgPool1d,
  avgPool2d,
  avgPool3d,
  batchNorm1d,
  batchNorm2d,
  batchNorm3d,
  bilinearFilter,
  binomialFilter,
  boxFilter,
  channelPermutation,
  channelShuffle,
  channelSlice,
  chunk,
  circularPad1d,
  circularPad2d,
  circularPad3d,
  constantPad1d,
  constantPad2d,
  constantPad3d,
  conv1d,
  conv2d,
  conv3d,
  convNd,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  crop,
  depthToSpace,
  dropout,
  flatten,
  flattenLinear,
  gaborFilter,
  gaussianFilter,
  globalAvgPool,
  identity,
  laplacianFilter,
  linear,
  multiplyBy,
  narrow,
  negate,
  offsetBy,
  pixelShuffle,
  pixelUnshuffle,
  reflectionPad1d,
  reflectionPad2d,
  reflectionPad3d,
  replicationPad1d,
  replicationPad2d,
  replicationPad3d,
  scale,
  sobelFilter,
  spaceToDepth,
  split,
  subsample,
  upsample,
  zeroInsert,
  zeroPad1d,
  zeroPad2d,
  zeroPad3d,
} from './layers/builders.ts'
export { LAYERS } from './layers/index.ts'
export { keywordOf } from './layers/schema.ts'
export { type LinearSegment, linearSegments } from './layers/segments.ts'
export { setSizes, sizeNames } from './layers/set-sizes.ts'
export type { MergeReport, MergeResult } from './lower/merge.ts'
export { applyMerged, type SampleArithmetic, type Samples } from './merge/apply.ts'
export { certify } from './merge/certify.ts'
export { compareNetworks, type WeighedNetwork } from './merge/equal.ts'
export { DTYPES, type Dtype, type MergeOptions, merge } from './merge/merge.ts'
export { type MergedNetwork, realise, type Validity } from './merge/realise.ts'
export { concat, concatLayer, graph, repeat, residual, sum, sumLayer } from './net/graph.ts'
export {
  type BranchesNode,
  type GraphNode,
  type LayerNode,
  type NetworkNode,
  type SequentialNode,
  sequential,
} from './net/network.ts'
export { encodeProof } from './proof/json.ts'
export type { Proof } from './proof/proof.ts'
export { type WitnessReport, witness } from './proof/witness.ts'
export { readNetworkJson, writeNetworkJson } from './read/network-json.ts'
export { readNotation } from './read/notation.ts'
export { readNpy } from './read/npy.ts'
export { readNpz } from './read/npz.ts'
export { readSafetensors } from './read/safetensors.ts'
export type { StoredTensor } from './read/tensor.ts'
export { formatPolynomial, type Polynomial } from './scalar/polynomial.ts'
export { parseRational, type Rational } from './scalar/rational.ts'
