/** The help and the version of the program. */
import { readFileSync } from 'node:fs'
import type { CommandDescription } from './arguments.ts'

/** What the exit codes of main.ts mean. */
const EXIT_CODES: readonly (readonly [number, string])[] = [
  [0, 'done'],
  [1, 'refused: the input is wrong, or a proof is rejected'],
  [2, 'the command line is not understood'],
  [3, 'Coq is asked for and not found'],
  [70, 'a defect of convolemma'],
  [130, 'interrupted'],
]

export function programHelp(commands: readonly CommandDescription[]): string {
  const width = Math.max(...commands.map((command) => `${command.name} ${command.operands}`.length))
  return [
    'convolemma: the one kernel that a composition of linear layers equals, and the proof',
    '',
    ...commands.map(
      (command) => `  convolemma ${`${command.name} ${command.operands}`.padEnd(width)}  ${command.summary}`,
    ),
    '',
    'NET is PyTorch constructor notation in quotes, a file that holds it (or JSON, or what print(model) shows), or - for',
    'standard input. Nothing in it is ever evaluated. "convolemma COMMAND --help" lists the options of a command.',
    '',
    'Exit codes:',
    ...EXIT_CODES.map(([code, meaning]) => `  ${String(code).padStart(3)}  ${meaning}`),
  ].join('\n')
}

/** The version in package.json. */
export function programVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  // The cast holds because the file belongs to this package, and npm publishes none without a version.
  const { version } = JSON.parse(text) as { readonly version: string }
  return version
}
