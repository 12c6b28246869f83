/** convolemma layers: the layers that can be merged, with their arguments. */
import { keywordOf, LAYERS } from '../../index.ts'
import type { CommandDescription } from '../arguments.ts'
import type { Terminal } from '../terminal.ts'

export const layersCommand: CommandDescription = {
  name: 'layers',
  operands: '',
  summary: 'List the layers that can be merged, with their arguments.',
  options: {},
}

export function runLayers(terminal: Terminal): void {
  for (const kind of LAYERS) {
    terminal.write(`${Object.keys(kind.notations).join(', ')}\n  ${kind.summary}`)
    for (const [name, parameter] of Object.entries(kind.schema)) {
      if (parameter.kind === 'ignored') continue
      const fallback = parameter.fallback === undefined ? '' : ` (${JSON.stringify(parameter.fallback)})`
      terminal.write(`    ${keywordOf(name)}: ${parameter.summary}${fallback}`)
    }
  }
}
