import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NameInfo } from '../../../src/emit/proof/document.ts'
import { createLatexStyle } from '../../../src/emit/proof/latex/style.ts'
import { createNotation } from '../../../src/emit/proof/notation/notation.ts'
import { type Token, textOf } from '../../../src/emit/proof/notation/token.ts'
import { unicodeStyle } from '../../../src/emit/proof/notation/unicode-style.ts'
import { rational } from '../../../src/scalar/rational.ts'
import { add, apply, element, equals, multiply, number, sum, within } from '../../../src/term/build.ts'
import {
  addIndex,
  floorDivide,
  type Index,
  integer,
  multiplyIndex,
  subtractIndex,
  variable,
} from '../../../src/term/index-expression.ts'
import type { Path, Term } from '../../../src/term/term.ts'
import { placesWhere, subterm } from '../../../src/term/walk.ts'
import { RANDOM_NAMES, randomTerm } from './random-term.ts'
import { a, c, i, j, m, n, nameInfo, o } from './sample-document.ts'

const NAMES: ReadonlyMap<string, NameInfo> = new Map([
  ['x', nameInfo('signal', 'channel', 'position')],
  ['u', nameInfo('signal', '1', 'position')],
  ['z_2', nameInfo('signal', 'channel', 'position')],
  ['k', nameInfo('tensor', 'channel', 'channel', 'position')],
  ['v', nameInfo('tensor', '1', '1', 'position')],
  ['b_k', nameInfo('tensor', 'channel')],
  ['b_v', nameInfo('tensor', '1')],
  ['b_w_2', nameInfo('tensor', 'channel')],
  ['var', nameInfo('tensor', 'channel')],
  ['var_2', nameInfo('tensor', 'channel')],
  ['mu', nameInfo('tensor', 'channel')],
  ['gain', nameInfo('tensor', 'channel')],
  ["k'", nameInfo('tensor', 'channel')],
  ['M', nameInfo('definition', 'channel', 'channel', 'position')],
  ['M_2', nameInfo('definition', 'channel', 'channel', 'position')],
  ['flip_v', nameInfo('definition', '1', '1', 'position')],
  ['flip_w_2', nameInfo('definition', 'channel', 'channel', 'position')],
  ['pad_k', nameInfo('definition', 'channel', 'channel', 'position')],
  ['dense_k', nameInfo('definition', 'channel', 'channel', 'position')],
  ['M_phases', nameInfo('definition', 'channel', 'position', 'channel', 'position')],
  ['f', nameInfo('tensor', 'position')],
  ['ones', nameInfo('signal', 'position')],
  ['x_circular', nameInfo('signal', 'channel', 'position')],
  ['count', nameInfo('definition', 'position')],
])

const unicode = (rank = 1) => createNotation(unicodeStyle, { names: NAMES, rank })
const latex = (rank = 1) => createNotation(createLatexStyle('ascii'), { names: NAMES, rank })
const v = (at: Index) => element('v', integer(0), integer(0), at)
const u = (at: Index) => element('u', integer(0), at)
const times = (...factors: readonly Index[]) => factors.reduce(multiplyIndex)
const name = variable

describe('entries', () => {
  const cases: readonly (readonly [string, Term, string, string])[] = [
    ['a weight', element('k', o, a, i), 'k[o, a, i]', 'k_{o,a,i}'],
    ['axes with one entry are left out', v(j), 'v[j]', 'v_{j}'],
    ['one constant index', v(integer(0)), 'v₀', 'v_{0}'],
    ['a constant of two digits', v(integer(12)), 'v₁₂', 'v_{12}'],
    ['a negative constant', v(integer(-1)), 'v[−1]', 'v_{-1}'],
    ['a number in the name belongs to the name', element('M_2', o, a, m), 'M₂[o, a, m]', 'M^{(2)}_{o,a,m}'],
    ['the owner of a bias stands above its index', element('b_k', o), 'b_k[o]', 'b^{k}_{o}'],
    ['the owner of a bias without indices stands below', element('b_v', integer(0)), 'b_v', 'b_{v}'],
    ['an owner with a number', element('b_w_2', o), 'b_w₂[o]', 'b^{w_{2}}_{o}'],
    ['the variance', element('var', o), 'σ²[o]', '\\sigma^{2}_{o}'],
    ['the second variance', element('var_2', o), 'σ₂²[o]', '\\bigl(\\sigma^{(2)}_{o}\\bigr)^{2}'],
    ['a Greek word', element('mu', o), 'μ[o]', '\\mu_{o}'],
    ['a word', element('gain', o), 'gain[o]', '\\mathrm{gain}_{o}'],
    ['a prime', element("k'", o), 'k′[o]', 'k^{\\prime}_{o}'],
    ['a reversed kernel', element('flip_v', integer(0), integer(0), j), 'rev_v[j]', '\\overleftarrow{v}_{j}'],
    [
      'a reversed kernel with a number',
      element('flip_w_2', o, c, j),
      'rev_w₂[o, c, j]',
      '\\overleftarrow{w}^{(2)}_{o,c,j}',
    ],
    ['a padded kernel', element('pad_k', o, a, m), 'pad_k[o, a, m]', 'k^{\\mathrm{pad}}_{o,a,m}'],
    ['a kernel with its groups filled in', element('dense_k', o, a, i), 'dense_k[o, a, i]', '\\hat{k}_{o,a,i}'],
    [
      'a signal',
      element('x', a, addIndex(times(name('s_1'), n), i)),
      'x[a, s₁n + i]',
      'x\\bigl[a,\\, s_{1} n + i\\bigr]',
    ],
    ['a signal at plain indices', element('z_2', o, n), 'z₂[o, n]', 'z^{(2)}[o,\\, n]'],
    ['a signal of one channel', u(addIndex(n, integer(1))), 'u[n+1]', 'u_{n+1}'],
    ['a filter without channels', element('f', i), 'f[i]', 'f_{i}'],
    ['a signal without channels', element('ones', addIndex(n, m)), 'ones[n+m]', '\\mathrm{ones}_{n+m}'],
    [
      'a signal that goes on periodically',
      element('x_circular', a, addIndex(n, m)),
      'x_circular[a, n + m]',
      'x^{\\mathrm{circular}}\\bigl[a,\\, n + m\\bigr]',
    ],
    [
      'an output in blocks',
      element('x', o, addIndex(times(integer(2), n), name('r'))),
      'x[o, 2n + r]',
      'x\\bigl[o,\\, 2 n + r\\bigr]',
    ],
  ]
  it.each(cases)('%s', (_, term, inUnicode, inLatex) => {
    expect(textOf(unicode().term(term))).toBe(inUnicode)
    expect(textOf(latex().term(term))).toBe(inLatex)
  })

  it('writes constant positions out, also (1,1), which is stored as 1', () => {
    expect(textOf(unicode(2).term(v(integer([0, 1]))))).toBe('v[0,1]')
    expect(textOf(unicode(2).term(v(integer(1))))).toBe('v[1,1]')
    expect(textOf(latex(2).term(element('k', integer(2), integer(0), integer([0, 1]))))).toBe('k_{2,0,0,1}')
  })

  it('encloses constant positions that stand beside other positions', () => {
    const entry = element('M_phases', integer(3), integer(1), integer(0), integer([0, 2]))
    expect(textOf(unicode(2).term(entry))).toBe('M_phases[3,(1,1),0,(0,2)]')
    expect(textOf(latex(2).term(entry))).toBe('M^{\\mathrm{phases}}_{3,(1,1),0,(0,2)}')
    expect(textOf(unicode(1).term(element('M_phases', o, integer(1), a, integer(2))))).toBe('M_phases[o, 1, a, 2]')
  })
})

describe('indices', () => {
  const [s1, s2, d1, d2, p1, K1, K2] = ['s_1', 's_2', 'delta_1', 'delta_2', 'p_1', 'K_1', 'K_2'].map(name) as [
    Index,
    Index,
    Index,
    Index,
    Index,
    Index,
    Index,
  ]
  const minus = (index: Index) => subtractIndex(integer(0), index)
  const cases: readonly (readonly [string, Index, string, string])[] = [
    ['zero', integer(0), '0', '0'],
    [
      'the output position first, then bound indices, then sizes',
      addIndex(minus(p1), times(s1, d2, j), times(d1, i), times(s1, s2, n)),
      's₁s₂n + δ₁i + s₁δ₂j − p₁',
      's_{1} s_{2} n + \\delta_{1} i + s_{1} \\delta_{2} j - p_{1}',
    ],
    ['numbers last', addIndex(integer(-1), i, n), 'n + i − 1', 'n + i - 1'],
    ['a factor', times(integer(2), s1, n), '2s₁n', '2 s_{1} n'],
    ['words are multiplied with a dot', times(name('stride'), n), 'stride·n', '\\mathrm{stride} \\cdot n'],
    ['a vector', addIndex(times(integer([2, 1]), n), j), '(2,1)⊙n + j', '(2,1) \\odot n + j'],
    ['a negative vector', addIndex(n, integer([-1, 0])), 'n − (1,0)', 'n - (1,0)'],
    ['nothing but a negative', minus(p1), '−p₁', '-p_{1}'],
    ['a floor', floorDivide(o, integer(4)), '⌊o/4⌋', '\\lfloor o/4 \\rfloor'],
    [
      'a floor of a sum by a product',
      floorDivide(addIndex(o, integer(1)), times(name('g'), name('C'))),
      '⌊(o + 1)/(gC)⌋',
      '\\lfloor (o + 1)/(g C) \\rfloor',
    ],
    [
      'a product with a floor of several terms',
      times(integer(2), floorDivide(addIndex(times(integer(3), name('r')), j, integer(1)), integer(4))),
      '2⌊(3r + j + 1)/4⌋',
      '2 \\lfloor (3 r + j + 1)/4 \\rfloor',
    ],
    [
      'a residue',
      subtractIndex(name('q'), times(name('L'), floorDivide(name('q'), name('L')))),
      'q − L⌊q/L⌋',
      'q - L \\lfloor q/L \\rfloor',
    ],
    [
      'a residue by different numbers on each axis',
      subtractIndex(name('q'), times(integer([2, 3]), floorDivide(name('q'), integer([2, 3])))),
      'q − (2,3)⊙⌊q/(2,3)⌋',
      'q - (2,3) \\odot \\lfloor q/(2,3) \\rfloor',
    ],
    [
      'sizes before a phase',
      addIndex(times(s2, name('r')), times(d2, j), minus(p1)),
      's₂r + δ₂j − p₁',
      's_{2} r + \\delta_{2} j - p_{1}',
    ],
    [
      'the number of taps',
      addIndex(times(d1, subtractIndex(K1, integer(1))), times(s1, d2, subtractIndex(K2, integer(1))), integer(1)),
      'δ₁(K₁ − 1) + s₁δ₂(K₂ − 1) + 1',
      '\\delta_{1} (K_{1} - 1) + s_{1} \\delta_{2} (K_{2} - 1) + 1',
    ],
  ]
  it.each(cases)('%s', (_, index, inUnicode, inLatex) => {
    expect(textOf(unicode(2).index(index))).toBe(inUnicode)
    expect(textOf(latex(2).index(index))).toBe(inLatex)
  })
})

describe('sums, products and parentheses', () => {
  const over = (index: string, body: Term) => sum(index, 'position', integer(2), body)
  const meet = equals(addIndex(i, j), m)
  const cases: readonly (readonly [string, Term, string, string])[] = [
    ['a sum', over('i', v(i)), 'Σ_{i<2} v[i]', '\\sum_{i<2}\\, v_{i}'],
    [
      'an equality stands under the sums over its indices',
      sum('c', 'channel', name('C'), over('j', over('i', multiply(meet, v(j), v(i))))),
      'Σ_{c<C} Σ_{j<2, i<2: i + j = m} v[j]·v[i]',
      '\\sum_{c<C}\\, \\sum_{\\substack{j<2,\\; i<2 \\\\ i + j = m}}\\, v_{j}\\,v_{i}',
    ],
    [
      'the index that the equality defines keeps its sum',
      over('m', over('i', multiply(meet, v(i)))),
      'Σ_{m<2} Σ_{i<2: i + j = m} v[i]',
      '\\sum_{m<2}\\, \\sum_{\\substack{i<2 \\\\ i + j = m}}\\, v_{i}',
    ],
    [
      'also where it is the innermost',
      over('i', over('m', multiply(meet, v(i)))),
      'Σ_{i<2} Σ_{m<2: i + j = m} v[i]',
      '\\sum_{i<2}\\, \\sum_{\\substack{m<2 \\\\ i + j = m}}\\, v_{i}',
    ],
    ['an equality alone', over('i', meet), 'Σ_{i<2: i + j = m} 1', '\\sum_{\\substack{i<2 \\\\ i + j = m}}\\, 1'],
    [
      'an equality of other indices stays a bracket',
      over('c', multiply(meet, v(c))),
      'Σ_{c<2} [i + j = m]·v[c]',
      '\\sum_{c<2}\\, \\bigl[i + j = m\\bigr]\\,v_{c}',
    ],
    ['a range', multiply(within(n, name('L')), u(n)), '[0 ≤ n < L]·u[n]', '\\bigl[0 \\le n < L\\bigr]\\,u_{n}'],
    [
      'a range with floors',
      within(floorDivide(addIndex(n, i), integer(2)), floorDivide(addIndex(name('L'), integer(1)), integer(2))),
      '[0 ≤ ⌊(n + i)/2⌋ < ⌊(L + 1)/2⌋]',
      '\\bigl[0 \\le \\lfloor (n + i)/2 \\rfloor < \\lfloor (L + 1)/2 \\rfloor\\bigr]',
    ],
    [
      'an equality with floors under the sum over an index in them',
      over('j', multiply(equals(addIndex(times(integer(2), floorDivide(addIndex(n, j), integer(3))), i), m), v(j))),
      'Σ_{j<2: 2⌊(n + j)/3⌋ + i = m} v[j]',
      '\\sum_{\\substack{j<2 \\\\ 2 \\lfloor (n + j)/3 \\rfloor + i = m}}\\, v_{j}',
    ],
    [
      'one over an entry',
      multiply(apply('reciprocal', element('count', n)), u(n)),
      '1/count[n]·u[n]',
      '\\frac{1}{\\mathrm{count}_{n}}\\,u_{n}',
    ],
    [
      'one over a sum',
      apply('reciprocal', over('j', within(addIndex(n, j), name('L')))),
      '1/(Σ_{j<2} [0 ≤ n + j < L])',
      '\\frac{1}{\\sum_{j<2}\\, \\bigl[0 \\le n + j < L\\bigr]}',
    ],
    ['a sum of products', add(multiply(v(i), v(j)), v(m)), 'v[i]·v[j] + v[m]', 'v_{i}\\,v_{j} + v_{m}'],
    [
      'an add in a product',
      multiply(add(v(i), v(j)), v(m)),
      '(v[i] + v[j])·v[m]',
      '\\bigl(v_{i} + v_{j}\\bigr)\\,v_{m}',
    ],
    [
      'an add in a sum',
      over('i', add(v(i), v(j))),
      'Σ_{i<2} (v[i] + v[j])',
      '\\sum_{i<2}\\, \\bigl(v_{i} + v_{j}\\bigr)',
    ],
    [
      'an add in an add: the record groups, so it is shown',
      add(add(v(i), v(j)), v(m)),
      '(v[i] + v[j]) + v[m]',
      '\\bigl(v_{i} + v_{j}\\bigr) + v_{m}',
    ],
    [
      'a product in a product, for the same reason',
      multiply(multiply(v(i), v(j)), v(m)),
      '(v[i]·v[j])·v[m]',
      '\\bigl(v_{i}\\,v_{j}\\bigr)\\,v_{m}',
    ],
    [
      'a sum that is not the last factor',
      multiply(over('i', v(i)), v(m)),
      '(Σ_{i<2} v[i])·v[m]',
      '\\bigl(\\sum_{i<2}\\, v_{i}\\bigr)\\,v_{m}',
    ],
    [
      'a sum that is the last factor',
      multiply(v(m), over('i', v(i))),
      'v[m]·Σ_{i<2} v[i]',
      'v_{m}\\,\\sum_{i<2}\\, v_{i}',
    ],
    [
      'sums next to each other',
      add(over('i', v(i)), over('j', v(j))),
      'Σ_{i<2} v[i] + Σ_{j<2} v[j]',
      '\\sum_{i<2}\\, v_{i} + \\sum_{j<2}\\, v_{j}',
    ],
    ['−1 is a minus sign', add(v(i), multiply(number(-1), v(j))), 'v[i] − v[j]', 'v_{i} - v_{j}'],
    [
      'wherever it stands in the product',
      add(v(i), multiply(v(j), number(-1), v(m))),
      'v[i] − v[j]·v[m]',
      'v_{i} - v_{j}\\,v_{m}',
    ],
    ['a minus sign at the start', multiply(number(-1), v(j)), '−v[j]', '-v_{j}'],
    [
      'a minus sign in a sum',
      over('j', multiply(number(-1), v(j), v(i))),
      'Σ_{j<2} (−v[j]·v[i])',
      '\\sum_{j<2}\\, \\bigl(-v_{j}\\,v_{i}\\bigr)',
    ],
    ['two minus signs', multiply(number(-1), number(-1)), '−(−1)', '-\\bigl(-1\\bigr)'],
    ['a fraction', multiply(number(rational(1, 4)), v(j)), '1/4·v[j]', '\\tfrac{1}{4}\\,v_{j}'],
    ['a small power of ten', number(rational(1, 100000)), '10⁻⁵', '10^{-5}'],
    ['numbers never run together', multiply(number(2), number(3)), '2·3', '2 \\cdot 3'],
    [
      'single letters stand side by side',
      multiply(number(2), v(integer(0)), v(integer(1)), u(n)),
      '2v₀v₁·u[n]',
      '2 v_{0} v_{1}\\,u_{n}',
    ],
    [
      'an inverse root',
      multiply(apply('rsqrt', add(element('var', o), number(1))), v(i)),
      '1/√(σ²[o] + 1)·v[i]',
      '\\frac{1}{\\sqrt{\\sigma^{2}_{o} + 1}}\\,v_{i}',
    ],
    [
      'a bracket under a sum with a negative rest',
      over('i', multiply(meet, number(-1), v(i))),
      'Σ_{i<2: i + j = m} (−v[i])',
      '\\sum_{\\substack{i<2 \\\\ i + j = m}}\\, \\bigl(-v_{i}\\bigr)',
    ],
  ]
  it.each(cases)('%s', (_, term, inUnicode, inLatex) => {
    expect(textOf(unicode().term(term))).toBe(inUnicode)
    expect(textOf(latex().term(term))).toBe(inLatex)
  })
})

describe('marks', () => {
  const marked = (tokens: readonly Token[]) => textOf(tokens.filter((token) => token.marked)).trim()
  const both = add(v(i), multiply(add(v(j), v(m)), u(n)), multiply(number(-1), v(o)))
  const cases: readonly (readonly [string, Term, Path, string])[] = [
    ['the whole term', both, [], 'v[i] + (v[j] + v[m])·u[n] − v[o]'],
    ['a summand', both, [0], 'v[i]'],
    ['a factor with its parentheses', both, [1, 0], '(v[j] + v[m])'],
    ['inside parentheses', both, [1, 0, 1], 'v[m]'],
    ['a negative summand with its sign', both, [2], '− v[o]'],
    ['the sign alone where −1 is what changed', both, [2, 0], '−'],
    ['a sum', multiply(sum('i', 'position', integer(2), v(i)), u(n)), [0], '(Σ_{i<2} v[i])'],
    ['what is summed', sum('i', 'position', integer(2), v(i)), [0], 'v[i]'],
  ]
  it.each(cases)('%s', (_, term, path, expected) => {
    expect(marked(unicode().term(term, [path]))).toBe(expected)
  })

  it('keeps sums outside of the changed part apart from those inside', () => {
    const body = multiply(equals(addIndex(i, j), m), v(i), v(j))
    const term = sum('j', 'position', integer(2), sum('i', 'position', integer(2), body))
    expect(textOf(unicode().term(term))).toBe('Σ_{j<2, i<2: i + j = m} v[i]·v[j]')
    expect(textOf(unicode().term(term, [[0]]))).toBe('Σ_{j<2} Σ_{i<2: i + j = m} v[i]·v[j]')
    expect(marked(unicode().term(term, [[0]]))).toBe('Σ_{i<2: i + j = m} v[i]·v[j]')
    expect(marked(unicode().term(term, [[0, 0, 0]]))).toBe('[i + j = m]')
  })

  it('marks one stretch of tokens for every subterm, in both styles', () => {
    for (const style of [unicodeStyle, createLatexStyle('ascii')]) {
      const notation = createNotation(style, { names: RANDOM_NAMES, rank: 2 })
      const property = fc.property(randomTerm, fc.nat(), (term, pick) => {
        const places = placesWhere(term, () => true)
        const path = places[pick % places.length] ?? []
        const tokens = notation.term(term, [path])
        const changes = tokens.filter((token, at) => at > 0 && token.marked !== tokens[at - 1]?.marked).length
        // A minus sign stands before its product, not at the factor that it comes from.
        const isNumber = subterm(term, path).kind === 'number'
        return isNumber || (tokens.some((token) => token.marked) && changes <= 2)
      })
      fc.assert(property, { numRuns: 300, seed: 7 })
    }
  })
})

describe('names', () => {
  it('prints different names differently, even where their usual forms agree', () => {
    const names = ['delta_1', 'δ_1', 'δ_01', "i'", 'i′', 'k_1', 'k₁', 'var', 'σ', 'x y', 'x_y', '_', '__', 'a_', 'a']
    for (const style of [unicodeStyle, createLatexStyle('ascii'), createLatexStyle('unicode')]) {
      const notation = createNotation(style, { names: new Map(), rank: 1 })
      const printed = names.map((one) => textOf(notation.formula([{ kind: 'name', name: one }])))
      expect(new Set(printed).size).toBe(names.length)
    }
  })
})
