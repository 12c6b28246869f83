import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderProblem } from '../../src/errors.ts'
import { parsePython } from '../../src/read/python-syntax.ts'
import type { SyntaxNode } from '../../src/read/python-tree.ts'
import { outcome, refusal } from './hostile.ts'

/** The tree on one line, without positions: f(1, k=tuple[2], 0: g()). */
function show(node: SyntaxNode): string {
  switch (node.kind) {
    case 'call': {
      const parts = node.arguments.map(({ keyword, label, value }) => {
        if (keyword !== undefined) return `${keyword}=${show(value)}`
        return label === undefined ? show(value) : `${label}: ${show(value)}`
      })
      return `${node.name}(${parts.join(', ')})`
    }
    case 'number':
      return node.text
    case 'string':
      return JSON.stringify(node.value)
    case 'boolean':
      return `${node.value}`
    case 'none':
      return 'none'
    case 'name':
      return `name ${node.name}`
    case 'sequence':
      return `${node.brackets}[${node.items.map(show).join(', ')}]`
    default:
      return node satisfies never
  }
}

function parse(text: string): string {
  return show(parsePython(text, 'net.txt'))
}

const PRINTOUT = `Sequential(
  (0): Conv2d(3, 16, kernel_size=(3, 3), stride=(1, 1))
  (1): Sequential(
    (0): BatchNorm2d(16, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)
    (1): Dropout(p=0.5, inplace=False)
  )
  (2-4): 3 x Conv2d(16, 16, kernel_size=(1, 1), stride=(1, 1), bias=False)
  (last): Identity()
)`

const PRINTED =
  'Sequential(0: Conv2d(3, 16, kernel_size=tuple[3, 3], stride=tuple[1, 1]), ' +
  '1: Sequential(0: BatchNorm2d(16, eps=1e-05, momentum=0.1, affine=true, track_running_stats=true), ' +
  '1: Dropout(p=0.5, inplace=false)), ' +
  [2, 3, 4].map((n) => `${n}: Conv2d(16, 16, kernel_size=tuple[1, 1], stride=tuple[1, 1], bias=false), `).join('') +
  'last: Identity())'

describe('parsePython reads constructor notation', () => {
  it.each([
    [
      'Sequential(Conv2d(3, 5, 1), nn.BatchNorm2d(5), torch.nn.ReLU())',
      'Sequential(Conv2d(3, 5, 1), BatchNorm2d(5), ReLU())',
    ],
    ['convolemma.Shift(1)', 'Shift(1)'],
    ['model = nn.Sequential(ReLU())', 'Sequential(ReLU())'],
    ['self.model = nn.Sequential(\n  ReLU(),  # the end\n)\n', 'Sequential(ReLU())'],
    ['# before\n\n  f(1) # after\n\n# end', 'f(1)'],
    ['f(1,\r\n  2,\r\n)\r\n', 'f(1, 2)'],
    ['((f((1))))', 'f(1)'],
    ['f(K, s_1, stride=K)', 'f(name K, name s_1, stride=name K)'],
    ['f(-1, +2, - 3, -.5)', 'f(-1, 2, -3, -0.5)'],
    ['f(1_000, 0, 1., 1.e5, .5, 1.5E-3, 10e2)', 'f(1000, 0, 1., 1.e5, 0.5, 1.5E-3, 10e2)'],
    ['f((), (1,), (1, 2), [1, [2, "a"]], [])', 'f(tuple[], tuple[1], tuple[1, 2], list[1, list[2, "a"]], list[])'],
    ['f(True, False, None)', 'f(true, false, none)'],
    [`f('a', "b", '''c\n"d''', """e""", r"\\n", u"f")`, 'f("a", "b", "c\\n\\"d", "e", "\\\\n", "f")'],
    ['f("\\n\\t\\\\\\"\\x41\\u00e9\\U0001F600\\101\\\n")', 'f("\\n\\t\\\\\\"Aé😀A")'],
    ['f("(0): 1. # x")', 'f("(0): 1. # x")'],
    ['f(__proto__=1)', 'f(__proto__=1)'],
    ['print(open("x"))', 'print(open("x"))'],
    ['\ufefff(1)', 'f(1)'],
  ])('%j', (text, tree) => {
    expect(parse(text)).toBe(tree)
  })

  it('with positions in the text as it was written', () => {
    const text = '# é\nm = f((1), k = g( 1. ))'
    const node = parsePython(text, 'net.txt')
    const spans: string[] = []
    const visit = (part: SyntaxNode): void => {
      spans.push(text.slice(part.from, part.to))
      if (part.kind === 'call') {
        for (const argument of part.arguments) {
          spans.push(`[${text.slice(argument.from, argument.to)}]`)
          visit(argument.value)
        }
      }
    }
    visit(node)
    expect(spans).toEqual(['f((1), k = g( 1. ))', '[(1)]', '1', '[k = g( 1. )]', 'g( 1. )', '[1.]', '1.'])
  })
})

describe('parsePython reads what print(model) shows', () => {
  it.each([
    ['as printed', PRINTOUT],
    ['with carriage returns', PRINTOUT.replaceAll('\n', '\r\n')],
    ['on one line', PRINTOUT.replaceAll(/\s+/g, ' ')],
    ['indented', `  ${PRINTOUT.replaceAll('\n', '\n  ')}\n`],
    ['with comments', PRINTOUT.replaceAll(')\n', ') # (9): x\n')],
    ['with commas', PRINTOUT.replaceAll(')\n  (', '),\n  (')],
  ])('%s', (_, text) => {
    expect(parse(text)).toBe(PRINTED)
  })

  it('keeps the position of a label', () => {
    const node = parsePython(PRINTOUT, 'net.txt')
    const argument = node.kind === 'call' ? node.arguments.at(-1) : undefined
    expect(PRINTOUT.slice(argument?.from, argument?.to)).toBe('(last): Identity()')
  })

  it('takes labels after other arguments, and a range without a count as a name', () => {
    expect(parse('f(\n  K, a=1\n  (b c): g()\n  (2-3): h()\n)')).toBe('f(name K, a=1, b c: g(), 2-3: h())')
  })

  it.each([
    ['f((0-2): 2 x g())', 'syntax/repeat'],
    ['f((0): 3 x g())', 'syntax/repeat'],
    ['f((0): g() (0): g())', 'syntax/duplicate-label'],
    ['f((0-2): 3 x g() (1): h())', 'syntax/duplicate-label'],
    ['f((0): g(), 1)', 'syntax/positional-after-keyword'],
    ['f((0-999999998): 999999999 x g())', 'syntax/too-many-layers'],
    ['f((0-999): 1000 x f((0-999): 1000 x g()))', 'syntax/too-many-layers'],
    ['(0): g()', 'syntax/statement'],
    ['[(0): g()]', 'syntax/not-python'],
  ])('refuses %s', (text, code) => {
    expect(refusal(() => parse(text)).code).toBe(code)
  })
})

/** The input, the code, and the part of the input that the caret marks. */
const REFUSED: readonly (readonly [string, string, string])[] = [
  ['', 'syntax/empty', ''],
  ['# nothing', 'syntax/empty', '# nothing'],
  ['f(1)\ng(2)', 'syntax/several', 'g(2)'],
  ['f(1); g(2)', 'syntax/statement', 'f(1); g(2)'],
  ['1, 2', 'syntax/statement', '1, 2'],
  ['a = b = f(1)', 'syntax/statement', 'a = b = f(1)'],
  ['a: int = f(1)', 'syntax/statement', 'a: int = f(1)'],
  ['a += f(1)', 'syntax/statement', 'a += f(1)'],
  ['a[0] = f(1)', 'syntax/statement', 'a[0] = f(1)'],
  ['import os', 'syntax/statement', 'import os'],
  ['def f(): pass', 'syntax/statement', 'def f(): pass'],
  ['f(a.b)', 'syntax/not-supported', 'a.b'],
  ['f(a[0])', 'syntax/not-supported', 'a[0]'],
  ['f(lambda: 0)', 'syntax/not-supported', 'lambda: 0'],
  ['f([x for x in y])', 'syntax/not-supported', '[x for x in y]'],
  ['f(x for x in y)', 'syntax/not-supported', 'for'],
  ['f(2*K+1)', 'syntax/not-supported', '2*K+1'],
  ['f(-K)', 'syntax/not-supported', '-K'],
  ['f(--1)', 'syntax/not-supported', '--1'],
  ['f(~1)', 'syntax/not-supported', '~1'],
  ['f(not K)', 'syntax/not-supported', 'not K'],
  ['f(1 if K else 2)', 'syntax/not-supported', '1 if K else 2'],
  ['f(*x)', 'syntax/not-supported', '*'],
  ['f(a=1, **x)', 'syntax/not-supported', '**'],
  ['f((*x,))', 'syntax/not-supported', '*'],
  ['f(a:=1)', 'syntax/not-supported', ':='],
  ['f((a:=1))', 'syntax/not-supported', 'a:=1'],
  ['f({1: 2})', 'syntax/not-supported', '{1: 2}'],
  ['f({1})', 'syntax/not-supported', '{1}'],
  ['f(...)', 'syntax/not-supported', '...'],
  ['f(f"{x}")', 'syntax/not-supported', 'f"{x}"'],
  ['f("a" "b")', 'syntax/not-supported', '"a" "b"'],
  ['f(b"x")', 'syntax/string', 'b"x"'],
  ['f("\\d")', 'syntax/string', '"\\d"'],
  ['f("\\ud800")', 'syntax/string', '"\\ud800"'],
  ['f("\\N{DASH}")', 'syntax/string', '"\\N{DASH}"'],
  ['f(0x10)', 'syntax/number', '0x10'],
  ['f(01)', 'syntax/number', '01'],
  ['f(1j)', 'syntax/number', '1j'],
  ['f(1__0)', 'syntax/number', '1__0'],
  ['f(a=1, a=2)', 'syntax/duplicate-keyword', 'a=2'],
  ['f(a=1, 2)', 'syntax/positional-after-keyword', '2'],
  ['torch.relu(1)', 'syntax/prefix', 'torch.relu'],
  ['nn.functional.relu(1)', 'syntax/prefix', 'nn.functional.relu'],
  ['f(1)(2)', 'syntax/layer-name', 'f(1)'],
  ['"a".join(1)', 'syntax/layer-name', '"a".join'],
  ['nn.Sequential(OrderedDict([("a", 1)]))', 'syntax/ordered-dict', 'OrderedDict'],
  ['f(collections.OrderedDict())', 'syntax/ordered-dict', 'collections.OrderedDict'],
  ['f(a b)', 'syntax/not-python', 'b'],
  ['f(1,,2)', 'syntax/not-python', ','],
  ['f(a=)', 'syntax/not-python', ')'],
  ['f(True=1)', 'syntax/not-python', '='],
  ['f(1))', 'syntax/not-python', ')'],
  ['f(1', 'syntax/not-python', ''],
  ['f("a', 'syntax/not-python', ''],
  ['f("""a"', 'syntax/not-python', ''],
  ["f('a\n')", 'syntax/not-python', ''],
  ['$', 'syntax/not-python', '$'],
]

describe('parsePython refuses', () => {
  it.each(REFUSED)('%j', (text, code, marked) => {
    const { code: found, excerpt } = refusal(() => parse(text))
    expect(found).toBe(code)
    expect(excerpt).toMatchObject({ text, name: 'net.txt' })
    expect(text.slice(excerpt?.from, excerpt?.to)).toBe(marked)
  })

  it('with a message that says what was expected, and a caret', () => {
    expect(renderProblem(refusal(() => parse('f(\n  a b)\n')))).toBe(
      [
        '"b" cannot stand here, expected "," or ")" [syntax/not-python]',
        '  --> net.txt:2:5',
        '      a b)',
        '        ^',
      ].join('\n'),
    )
    expect(renderProblem(refusal(() => parse('f(1\n\n')))).toBe(
      ['the text ends here, expected "," or ")" [syntax/not-python]', '  --> net.txt:1:4', '    f(1', '       ^'].join(
        '\n',
      ),
    )
    expect(refusal(() => parse('f(1,,)')).what).toBe('"," cannot stand here, expected a value')
    expect(refusal(() => parse('f("a')).what).toBe('the text ends here, the string is not closed')
  })

  it('more than 200 open brackets, not more', () => {
    expect(parse(`${'f('.repeat(200)}${')'.repeat(200)}`)).toMatch(/^f\(f\(/)
    expect(refusal(() => parse(`${'f('.repeat(201)}${')'.repeat(201)}`)).code).toBe('syntax/too-deep')
    expect(refusal(() => parse('[('.repeat(100_000))).code).toBe('syntax/too-deep')
  })

  it.each([
    '-',
    'not ',
    'a.',
    'a+',
    'a if b else ',
    'lambda: ',
    'f()',
    '"',
    "'",
    '"""\\',
    '1 ',
    ',',
    ')',
    '$',
    'a=',
    '(0): ',
  ])('a hundred thousand of %j without running out of stack', (piece) => {
    expect(refusal(() => parse(piece.repeat(100_000).slice(0, 300_000))).code).toMatch(/^syntax\//)
  })

  it('a text of more than a million characters', () => {
    expect(refusal(() => parse(' '.repeat(1_000_001))).code).toBe('syntax/too-long')
  })
})

describe('parsePython reads or refuses', () => {
  const pieces = fc.constantFrom(
    ...[
      'f',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      ',',
      '=',
      ':',
      '.',
      '-',
      '*',
      '"',
      "'",
      '"""',
      '\\',
      '#',
      '\n',
      ' ',
      '1',
      '0x',
      'e5',
      '_',
    ],
    ...[
      '(0): ',
      '(0-1): 2 x ',
      'nn.',
      'K',
      'True',
      'None',
      'lambda',
      'for',
      'if',
      'r',
      'b',
      ';',
      '@',
      'é',
      '😀',
      '\r',
      '\t',
    ],
  )

  it('every text of Python tokens', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        outcome(() => parse(parts.join('')))
      }),
      { seed: 7, numRuns: 5_000 },
    )
  })

  it('every edit and every beginning of a printout', () => {
    for (let at = 0; at < PRINTOUT.length; at++) {
      outcome(() => parse(PRINTOUT.slice(0, at) + PRINTOUT.slice(at + 1)))
      // Before the first bracket there is only a name, which is a whole expression.
      if (at === 0 || at > 'Sequential'.length)
        expect(refusal(() => parse(PRINTOUT.slice(0, at))).code, `first ${at} characters`).toMatch(/^syntax\//)
    }
    fc.assert(
      fc.property(fc.nat(PRINTOUT.length), fc.nat(9), fc.array(pieces, { maxLength: 4 }), (at, drop, parts) => {
        outcome(() => parse(PRINTOUT.slice(0, at) + parts.join('') + PRINTOUT.slice(at + drop)))
      }),
      { seed: 8, numRuns: 2_000 },
    )
  })
})
