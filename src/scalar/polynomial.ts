/** Exact polynomials with rational coefficients over atoms: everything that the rest of the engine uses, in one place. */
export type { Polynomial } from './atom.ts'
export { refusalOfName } from './atom.ts'
export { formatPolynomial } from './format.ts'
export { functionOf } from './function.ts'
export { formatNameLatex, formatPolynomialLatex } from './latex.ts'
export {
  add,
  asRational,
  constant,
  equalPolynomial,
  isZero,
  multiply,
  negate,
  pi,
  power,
  reciprocal,
  scale,
  subtract,
  symbol,
  termCount,
} from './ring.ts'
export { evaluateModulo, negativePowerIn, substitute, symbolsOf } from './substitute.ts'
export { type PolynomialAccumulator, polynomialAccumulator } from './sum.ts'
