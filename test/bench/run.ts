/**
 * The benchmarks: work is counted, then timed, beside a floor in the same run. `npm run bench` prints the tables;
 * `npm run bench -- --write` records them in docs/benchmarks.md. Nothing here is a threshold.
 */
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { certificates } from './certificates.ts'
import { chains } from './chains.ts'
import { coldStart } from './cold-start.ts'
import { merges } from './merges.ts'
import { symbolic } from './symbolic.ts'
import type { Table } from './table.ts'

const TABLES: readonly (() => Table)[] = [chains, merges, symbolic, certificates, coldStart]

function markdown(table: Table): string {
  const header = `| ${table.header.join(' | ')} |\n|${table.header.map(() => '---').join('|')}|`
  return `## ${table.title}\n\n${table.about}\n\n${header}\n${table.rows.map((row) => `| ${row.join(' | ')} |`).join('\n')}\n`
}

const tables = TABLES.map((make) => markdown(make()))
const machine = `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`
const intro = `# Benchmarks\n\nRecorded by \`npm run bench -- --write\` on ${machine}. Times are medians of several runs on a shared machine: read the ratios.\n\n`
const text = `${intro}${tables.join('\n')}`
console.log(text)
if (process.argv.includes('--write')) writeFileSync(new URL('../../docs/benchmarks.md', import.meta.url), text)
