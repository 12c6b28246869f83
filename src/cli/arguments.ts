/** The options of the commands: parsed by Node's own parser, described once for the help as well. */
import { parseArgs } from 'node:util'
import { fail } from '../errors.ts'

export interface OptionDescription {
  readonly value?: string
  readonly summary: string
  readonly multiple?: boolean
}

export interface CommandDescription {
  readonly name: string
  /** What stands after the name, for example "NET". */
  readonly operands: string
  readonly summary: string
  readonly options: Readonly<Record<string, OptionDescription>>
}

/** The operands and options of one call. */
export interface Call {
  readonly operands: readonly string[]
  readonly text: (name: string) => string | undefined
  readonly texts: (name: string) => readonly string[]
  readonly has: (name: string) => boolean
}

/** What --segment does. */
export const SEGMENT_SUMMARY = 'take the N-th linear stretch of a network with non-linear layers'

/** What --borders does. */
export const BORDERS_SUMMARY =
  'refuse (default), exact (a kernel for every kind of border) or interior (right away from the border)'

/** Exit code for a command line that cannot be understood. */
export const USAGE = 2

/** @throws ConvolemmaError "usage/option", "usage/twice" naming the option, "usage/operands" */
export function parseCall(command: CommandDescription, words: readonly string[]): Call {
  const { operands, values } = parseWords(command, words)
  const [operand] = operands
  if (command.operands === '' && operand !== undefined) {
    const what = `convolemma ${command.name} takes nothing after its name, but ${JSON.stringify(operand)} follows it`
    fail({ code: 'usage/operands', what, fix: `convolemma ${command.name}` })
  }
  for (const [name, option] of Object.entries(command.options)) {
    const [first, second] = values.get(name) ?? []
    if (option.value === undefined || option.multiple === true || second === undefined) continue
    const what = `--${name} is given twice, as ${first} and as ${second}`
    fail({ code: 'usage/twice', what, fix: `give --${name} once` })
  }
  return {
    operands,
    text: (name) => values.get(name)?.[0],
    texts: (name) => values.get(name) ?? [],
    has: (name) => values.has(name),
  }
}

interface ParsedWords {
  readonly operands: readonly string[]
  /** The values of every option that is given, in order; "true" for one without a value. */
  readonly values: ReadonlyMap<string, readonly string[]>
}

function parseWords(command: CommandDescription, words: readonly string[]): ParsedWords {
  const options = Object.entries(command.options).map(([name, option]) => [
    name,
    { type: option.value === undefined ? ('boolean' as const) : ('string' as const), multiple: true },
  ])
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      options: Object.fromEntries(options),
      allowPositionals: true,
    })
    const read = Object.entries(values).map(([name, value]) => [name, [value ?? []].flat().map(String)] as const)
    return { operands: positionals, values: new Map(read) }
  } catch (cause) {
    const what = cause instanceof Error ? cause.message.split('. ')[0] : 'the command line cannot be read'
    return fail({ code: 'usage/option', what: what ?? '', fix: `convolemma ${command.name} --help` }, cause)
  }
}

/** The help of one command. */
export function commandHelp(command: CommandDescription): string {
  const rows = Object.entries(command.options).map(([name, option]): readonly [string, string] => [
    `--${name}${option.value === undefined ? '' : ` ${option.value}`}`,
    option.summary,
  ])
  const width = Math.max(0, ...rows.map(([left]) => left.length))
  return [
    `convolemma ${command.name} ${command.operands}`.trimEnd(),
    `  ${command.summary}`,
    '',
    ...rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`),
  ].join('\n')
}

/** A whole number within a range. @throws ConvolemmaError "usage/number" */
export function readCount(call: Call, name: string, lowest: number, highest: number): number | undefined {
  const text = call.text(name)
  if (text === undefined) return undefined
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < lowest || value > highest) {
    fail({ code: 'usage/number', what: `--${name} is ${text}, expected a whole number from ${lowest} to ${highest}` })
  }
  return value
}

/** One of several words. @throws ConvolemmaError "usage/choice" listing them */
export function readChoice<T extends string>(call: Call, name: string, choices: readonly T[], fallback: T): T {
  const text = call.text(name)
  if (text === undefined) return fallback
  const found = choices.find((choice) => choice === text)
  return found ?? fail({ code: 'usage/choice', what: `--${name} is ${text}`, fix: `--${name} ${choices.join('|')}` })
}
