/** A step of the proof on a terminal: what stood there, what changed, what stands there now, and why. */
import type { StepBlock } from '../document.ts'
import { widthOf } from '../notation/token.ts'
import { coqNamesOf, countedSteps, ownName } from '../step-words.ts'
import {
  beside,
  formulaLine,
  indent,
  inlineLine,
  type Line,
  space,
  type TextContext,
  word,
  wrap,
  wrapFormula,
} from './line.ts'

/** From this width on, titles stand beside the formulas. */
const TWO_COLUMNS = 96
const TITLE_WIDTH = 26

/** The step as lines. */
export function stepLines(step: StepBlock, context: TextContext): readonly Line[] {
  const lines = context.width >= TWO_COLUMNS ? wideStep(step, context) : narrowStep(step, context)
  if (step.inner === undefined || step.inner.steps.length === 0) return lines
  const by = context.width >= 60 ? 3 : 1
  const inside = { ...context, width: context.width - by }
  const inner = step.inner.steps.flatMap((one) => [[], ...stepLines(one, inside)])
  const summary = wrap(inlineLine([`${step.inner.summary}:`], context.notation, 'faint'), inside.width)
  return [...lines, ...indent([...summary, ...inner], by)]
}

function wideStep(step: StepBlock, context: TextContext): readonly Line[] {
  const width = context.width - TITLE_WIDTH
  const number = numberColumn(step)
  const inside = TITLE_WIDTH - number.width - 2
  const title = beside([[number]], titleLines(step, inside, context), number.width)
  const label = (text: string): Line => [space(number.width), word(text, 'faint')]
  const coq = inlineLine(coqNamesOf(step), context.notation)
  const reasons = [
    ...labelled(label('allowed because'), wrap(inlineLine(step.because, context.notation), width)),
    ...step.conditions.flatMap((condition, at) =>
      labelled(at === 0 ? label('provided that') : [], wrap(inlineLine(condition, context.notation), width, 2)),
    ),
    ...(coq.length === 0 ? [] : labelled(label('in Coq'), wrap(coq, width, 2))),
  ]
  const lines = [...beside(title, changeLines(step, width, context), TITLE_WIDTH), ...reasons]
  return withWords(lines, wordsOf(step), context)
}

function narrowStep(step: StepBlock, context: TextContext): readonly Line[] {
  const number = numberColumn(step)
  const by = context.width >= 60 ? number.width : 2
  const width = context.width - by
  const title = beside([[number]], titleLines(step, context.width - number.width, context), number.width)
  const reason = inlineLine(['allowed because ', ...step.because], context.notation)
  const conditions = step.conditions.flatMap((condition) =>
    wrap(inlineLine(['· ', ...condition], context.notation), width, 2),
  )
  const names = coqNamesOf(step)
  const coq = names.length === 0 ? [] : wrap(inlineLine(['in Coq: ', ...names], context.notation, 'faint'), width, 2)
  const body = [...changeLines(step, width, context), ...wrap(reason, width, 2), ...conditions, ...coq]
  return withWords([...title, ...indent(body, by)], wordsOf(step), context)
}

function numberColumn(step: StepBlock) {
  return word(`${step.number}  `, 'strong')
}

function titleLines(step: StepBlock, width: number, { notation }: TextContext): readonly Line[] {
  const title = inlineLine([step.title], notation, 'strong')
  const own = ownName(step)
  const name = own === undefined ? [] : inlineLine([own], notation, 'faint')
  const [first, ...rest] = name
  const oneLine = [...title, space(2), ...name]
  if (first === undefined || widthOf(oneLine) <= width) return wrap(first === undefined ? title : oneLine, width)
  return [...wrap(title, width), ...wrap([first, ...rest], width)]
}

function changeLines(step: StepBlock, width: number, { notation }: TextContext): readonly Line[] {
  const formula = (value: StepBlock['before']) => wrapFormula(formulaLine(value, notation), width)
  const changed = inlineLine(['⇓ changed: ', step.changed], notation, 'faint')
  return [...formula(step.before), ...indent(wrap(changed, width - 2, 2), 2), ...formula(step.after)]
}

function labelled(label: Line, lines: readonly Line[]): readonly Line[] {
  return beside([label], lines, TITLE_WIDTH)
}

/** What the step stands for where that is not shown, and who vouches for it. */
function wordsOf(step: StepBlock): readonly string[] {
  return [...countedSteps(step), ...step.certainty]
}

/** Words at the right end of the last line, or of lines of their own. */
export function withWords(
  lines: readonly Line[],
  words: readonly string[],
  { notation, width }: TextContext,
  scope = '',
): readonly Line[] {
  if (words.length === 0) return lines
  const note = inlineLine([`${scope}${words.join(' · ')}`], notation, 'good')
  const last = lines.at(-1) ?? []
  const gap = width - widthOf(note) - widthOf(last)
  if (gap >= 3) return [...lines.slice(0, -1), [...last, space(gap), ...note]]
  return [...lines, ...wrap(note, width).map((line) => [space(width - widthOf(line)), ...line])]
}
