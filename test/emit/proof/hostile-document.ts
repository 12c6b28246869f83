/** Names that try to be something else, and a document that has such a name everywhere. */
import type { Block, Inline, ProofDocument } from '../../../src/emit/proof/document.ts'
import { add, element, sum } from '../../../src/term/build.ts'
import { variable } from '../../../src/term/index-expression.ts'
import { formula, nameInfo } from './sample-document.ts'

export const HOSTILE = [
  '\\input{/etc/passwd}',
  '\\write18{rm -rf /}',
  '</script><img src=x onerror=alert(1)>',
  '"><style>*{display:none}</style>',
  '`rm -rf`',
  '$`x`$ $x$ $$',
  '| a | b |',
  '```math\nx\n```',
  '<details open>',
  '**bold** _it_ [link](javascript:alert(1))',
  'line\nbreak\r\nand\ttab',
  '\u001b[31mred\u001b[0m',
  '\u202eright to left\u202c',
  '\u0000\u0007\u009b31m',
  '%comment',
  '#1 & ~ ^^41',
  "f''''_^{}",
  'данные',
  '数据',
  '😀',
  '_',
  '__proto__',
  '',
]

/** A document that has the text in every place that takes one. */
export function documentOf(text: string): ProofDocument {
  const i = variable(text === 'i' ? 'j' : 'i')
  const term = add(element(text, variable(text)), sum(text, 'position', variable(`${text}_1`), element('x', i, i)))
  const inlines: readonly Inline[] = [text, ' ', { code: text }, ' ', { strong: text }, ' ', { formula: formula(term) }]
  const blocks: readonly Block[] = [
    { kind: 'heading', level: 2, text: inlines, anchor: text },
    { kind: 'paragraph', text: inlines },
    { kind: 'list', ordered: true, items: [inlines] },
    { kind: 'table', header: [text, 'b'], rows: [[inlines, inlines]] },
    { kind: 'details', summary: inlines, blocks: [{ kind: 'paragraph', text: inlines }] },
    { kind: 'display', rows: [{ left: formula(term), relation: '=', right: formula(term), note: inlines }] },
    {
      kind: 'step',
      number: text,
      anchor: text,
      count: 1,
      name: text,
      title: text,
      before: formula(term),
      after: formula(term, [0]),
      changed: text,
      because: inlines,
      conditions: [inlines],
      certainty: ['replayed'],
      coqLemmas: [text, text],
    },
    {
      kind: 'windows',
      padded: [term],
      reversed: [term],
      rows: [{ start: 0, tap: formula(term), value: formula(term) }],
    },
  ]
  const names = new Map([
    [text, nameInfo('tensor', 'channel')],
    ['x', nameInfo('signal', 'channel', 'position')],
  ])
  return { title: text, blocks, names, rank: 1 }
}
