/** convolemma start: the main job on the built-in example, two 1-D kernels k and v of two taps. */
import { resolve } from 'node:path'
import { derive, merge, readNotation, summarizeMerged } from '../../index.ts'
import type { Call, CommandDescription } from '../arguments.ts'
import { writeFiles } from '../files.ts'
import type { Terminal } from '../terminal.ts'
import { render } from './derive.ts'

export const startCommand: CommandDescription = {
  name: 'start',
  operands: '',
  summary: 'Show the built-in example: derivation, merged weights, and proof.html in this folder.',
  options: {},
}

const EXAMPLE = 'Sequential(Conv1d(1, 1, 2, bias=False), Conv1d(1, 1, 2, bias=False))'

export function runStart(_: Call, terminal: Terminal): void {
  const derivation = derive(readNotation(EXAMPLE), { expanded: true })
  const options = { detail: 'expanded', standalone: true, width: terminal.width, color: terminal.color } as const
  terminal.write(render(derivation, 'text', options))
  terminal.write(summarizeMerged(merge(derivation, { dtype: 'exact' })))
  const path = resolve('proof.html')
  writeFiles([{ path, data: render(derivation, 'html', options) }])
  terminal.write(`\nThe same as a page: ${path}`)
}
