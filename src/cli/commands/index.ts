/** The registry of commands: one line each. */
import type { Call, CommandDescription } from '../arguments.ts'
import type { Terminal } from '../terminal.ts'
import { checkCommand, runCheck } from './check.ts'
import { deriveCommand, runDerive } from './derive.ts'
import { equalCommand, runEqual } from './equal.ts'
import { layersCommand, runLayers } from './layers.ts'
import { mergeCommand, runMerge } from './merge.ts'
import { runStart, startCommand } from './start.ts'

export interface Command {
  readonly description: CommandDescription
  readonly run: (call: Call, terminal: Terminal) => void | Promise<void>
}

export const COMMANDS: readonly Command[] = [
  { description: deriveCommand, run: runDerive },
  { description: mergeCommand, run: runMerge },
  { description: equalCommand, run: runEqual },
  { description: checkCommand, run: runCheck },
  { description: layersCommand, run: (_, terminal) => runLayers(terminal) },
  { description: startCommand, run: runStart },
]
