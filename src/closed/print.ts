/** A closed form as text, Markdown or LaTeX: the formula on its ranges, who vouches for it, and why it holds. Never computes. */
import { symbolsOf } from '../scalar/polynomial.ts'
import { variable } from '../term/index-expression.ts'
import type { ClosedForm } from './closed-form.ts'
import { writeRange, writeScale, writeTaps, writeValue } from './formula.ts'
import { LATEX, type Notation, TEXT } from './notation.ts'
import { freshNames, type StoryLine, tellStory } from './story.ts'

export type ClosedFormStyle = 'text' | 'markdown' | 'latex'

/** Coq has accepted the theorem in this run, or the formula was compared with the finite sum and nothing else. */
export type ClosedFormCertainty = 'proved' | 'evaluated'

/** Words, a formula in the notation that was asked for, or a name as in a program. */
export type ClosedFormPart = string | { readonly formula: string } | { readonly code: string }

/** A part of the page; an item of a list is a formula and what is said about it. */
export type ClosedFormLine =
  | { readonly kind: 'paragraph'; readonly parts: readonly ClosedFormPart[] }
  | { readonly kind: 'display'; readonly formula: string }
  | { readonly kind: 'list'; readonly title: string; readonly items: readonly StoryLine[] }

/**
 * The page as data, with its formulas as text or as LaTeX, which needs no macros beyond amsmath. `certainty` is "proved" only
 * where coqc has compiled ClosedForms.v in this run.
 */
export function describeClosedForm(
  form: ClosedForm,
  notation: 'text' | 'latex',
  certainty: ClosedFormCertainty = 'evaluated',
): readonly ClosedFormLine[] {
  const signs = notation === 'text' ? TEXT : LATEX
  const [index = 'i'] = freshNames(form, 'i')
  const at = variable(index)
  const taps = form.factors.map(({ name, taps: length, values }): StoryLine => {
    const range = `0 ${signs.atMost} ${signs.index(at)} < ${signs.index(length)}`
    return {
      formula: `${signs.entry(name, at)} = ${writeTaps(values, at, signs)}`,
      because: ['for ', { formula: range }],
    }
  })
  return [
    { kind: 'paragraph', parts: ['Closed form, by the theorem ', { code: form.theorem }, ' of ClosedForms.v.'] },
    { kind: 'paragraph', parts: [vouch(form, certainty)] },
    { kind: 'display', formula: notation === 'text' ? braceOf(form) : casesOf(form) },
    ...conditionOf(form, signs),
    { kind: 'list', title: 'The taps:', items: taps },
    { kind: 'list', title: 'Why:', items: tellStory(form, signs) },
  ]
}

/** The page in one of the formats. */
export function renderClosedForm(
  form: ClosedForm,
  style: ClosedFormStyle,
  certainty: ClosedFormCertainty = 'evaluated',
): string {
  const lines = describeClosedForm(form, style === 'text' ? 'text' : 'latex', certainty)
  return lines.map((line) => renderLine(line, STYLES[style])).join('\n\n')
}

function renderLine(line: ClosedFormLine, style: Style): string {
  const words = (parts: readonly ClosedFormPart[]): string =>
    parts
      .map((part) =>
        typeof part === 'string' ? part : 'code' in part ? style.code(part.code) : style.inline(part.formula),
      )
      .join('')
  switch (line.kind) {
    case 'paragraph':
      return words(line.parts)
    case 'display':
      return style.display(line.formula)
    case 'list':
      return style.list(
        line.title,
        line.items.map(({ formula, because }) => style.item(style.inline(formula), words(because))),
      )
    default:
      return line satisfies never
  }
}

function vouch({ compared }: ClosedForm, certainty: ClosedFormCertainty): string {
  const evaluated = `equal to the finite sum at all ${compared} entries that were compared, exactly.`
  return certainty === 'proved'
    ? `Proved for all lengths and positions, and evaluated: ${evaluated}`
    : `Evaluated: ${evaluated}`
}

function conditionOf(form: ClosedForm, notation: Notation): readonly ClosedFormLine[] {
  if (form.unequal === undefined) return []
  const [first, second] = form.unequal
  const sides = symbolsOf(first).length === 0 ? [second, first] : [first, second]
  const formula = sides.map(notation.polynomial).join(` ${notation.unequal} `)
  return [
    {
      kind: 'paragraph',
      parts: ['Provided that ', { formula }, '; multiplied by the divisor it holds without this condition.'],
    },
  ]
}

/** M[m] = 1/(J·K) · { … on each range. */
function braceOf(form: ClosedForm): string {
  const scale = writeScale(form, TEXT)
  const head = `${TEXT.entry(form.kernel, variable(form.tap))} = ${scale === undefined ? '' : `${scale} · `}`
  const rows = [
    ...form.pieces.map((piece) => [writeValue(piece.value, TEXT), `for ${writeRange(piece, form.tap, TEXT)}`] as const),
    ['0', 'otherwise'] as const,
  ]
  const width = Math.max(...rows.map(([value]) => value.length))
  const lines = rows.map(([value, range]) => `{ ${value.padEnd(width)}   ${range}`)
  return lines.map((line, at) => `${at === 0 ? head : ' '.repeat(head.length)}${line}`).join('\n')
}

function casesOf(form: ClosedForm): string {
  const scale = writeScale(form, LATEX)
  const rows = [
    ...form.pieces.map(
      (piece) => `${writeValue(piece.value, LATEX)} & \\text{for } ${writeRange(piece, form.tap, LATEX)}`,
    ),
    '0 & \\text{otherwise}',
  ]
  const head = `${LATEX.entry(form.kernel, variable(form.tap))} = ${scale === undefined ? '' : `${scale} `}`
  return `${head}\\begin{cases}\n${rows.join(' \\\\\n')}\n\\end{cases}`
}

interface Style {
  readonly inline: (formula: string) => string
  readonly display: (formula: string) => string
  readonly code: (name: string) => string
  readonly item: (formula: string, words: string) => string
  readonly list: (title: string, items: readonly string[]) => string
}

const STYLES: Readonly<Record<ClosedFormStyle, Style>> = {
  text: {
    inline: (formula) => formula,
    display: (formula) => formula.replace(/^/gm, '  '),
    code: (name) => name,
    item: (formula, words) => `  ${formula}\n      ${words}`,
    list: (title, items) => `${title}\n${items.join('\n')}`,
  },
  markdown: {
    inline: (formula) => `$\`${formula}\`$`,
    display: (formula) => `\`\`\`math\n${formula}\n\`\`\``,
    code: (name) => `\`${name}\``,
    item: (formula, words) => `- ${formula}: ${words}`,
    list: (title, items) => `${title}\n\n${items.join('\n')}`,
  },
  latex: {
    inline: (formula) => `$${formula}$`,
    display: (formula) => `\\[\n${formula}\n\\]`,
    code: (name) => `\\texttt{${name.replaceAll('_', '\\_')}}`,
    item: (formula, words) => `\\item ${formula}: ${words}`,
    list: (title, items) => `${title}\n\\begin{itemize}\n${items.join('\n')}\n\\end{itemize}`,
  },
}
