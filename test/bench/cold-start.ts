/** The command from a cold start, beside a Node that does nothing. Needs the build. */
import { spawnSync } from 'node:child_process'
import { median, milliseconds, type Table } from './table.ts'

const CLI = new URL('../../dist/cli/main.js', import.meta.url).pathname
const EXAMPLE = 'Sequential(Conv1d(1, 1, 2, bias=False), Conv1d(1, 1, 2, bias=False))'

export function coldStart(): Table {
  const time = (...words: readonly string[]) =>
    median(() => {
      const { status } = spawnSync(process.execPath, [...words], { stdio: 'ignore' })
      if (status !== 0) throw new TypeError(`${words.join(' ')} ended with ${status}`)
    })
  const nothing = time('-e', '0')
  const rows = [
    ['node -e 0', milliseconds(nothing), '1.0 ×'],
    ...[
      ['--version'],
      ['derive', EXAMPLE],
      ['derive', EXAMPLE, '--format', 'html', '--detail', 'expanded'],
      ['merge', EXAMPLE],
    ].map((words) => {
      const spent = time(CLI, ...words)
      const [name = '', ...rest] = words
      return [
        `convolemma ${[name, ...rest.filter((word) => word !== EXAMPLE)].join(' ')}`,
        milliseconds(spent),
        `${(spent / nothing).toFixed(1)} ×`,
      ]
    }),
  ]
  return {
    title: 'Cold start of the command',
    about: 'Whole processes on the example of two kernels of two taps.',
    header: ['command', 'time', 'of a Node that does nothing'],
    rows,
  }
}
