#!/usr/bin/env node
/** The command line: finds the command, runs it, and turns every problem into one clear message and an exit code. */
import { ConvolemmaError, renderProblem } from '../errors.ts'
import { commandHelp, parseCall, USAGE } from './arguments.ts'
import { programHelp, programVersion } from './help.ts'
import { processTerminal, type Terminal } from './terminal.ts'

/**
 * Run the program.
 * @returns the exit code: 0 done, 1 refused, 2 not understood, 3 no Coq, 70 a defect of the program, 130 interrupted
 */
async function main(words: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = words
  if (name === '--version' || name === '-v') {
    terminal.write(programVersion())
    return 0
  }
  // The engine is loaded only now, so that the version is told at once.
  const { COMMANDS } = await import('./commands/index.ts')
  const descriptions = COMMANDS.map((command) => command.description)
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    terminal.write(programHelp(descriptions))
    return name === undefined ? USAGE : 0
  }
  const command = COMMANDS.find((one) => one.description.name === name)
  if (command === undefined) {
    terminal.note(`convolemma has no command ${JSON.stringify(name)} [usage/command]\n  fix: convolemma --help`)
    return USAGE
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    terminal.write(commandHelp(command.description))
    return 0
  }
  return attempt(() => command.run(parseCall(command.description, rest), terminal), terminal)
}

async function attempt(run: () => void | Promise<void>, terminal: Terminal): Promise<number> {
  try {
    await run()
    return 0
  } catch (error) {
    if (error instanceof ConvolemmaError) {
      terminal.note(renderProblem(error.problem))
      return exitCodeOf(error.problem.code)
    }
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    terminal.note(`a defect of convolemma, please report it: ${what} [internal]`)
    return 70
  }
}

/** Exit codes for what is neither a refusal nor a defect. */
const EXIT_CODES: ReadonlyMap<string, number> = new Map([
  ['coq/not-found', 3],
  ['coq/interrupted', 130],
])

function exitCodeOf(code: string): number {
  return code.startsWith('usage/') ? USAGE : (EXIT_CODES.get(code) ?? 1)
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader such as `head` may close the pipe early; that is not an error.
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})
process.exitCode = await main(process.argv.slice(2), processTerminal())
