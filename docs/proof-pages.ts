/** The generated pages that show a derivation: the gallery and the blocks, with an index of each. Never writes a file. */
import { join } from 'node:path'
import { type Derivation, type Detail, describe, findRenderer, realise, summarizeRealised } from '../src/index.ts'
import { coefficientEntries, constantOf } from '../src/term/index-expression.ts'
import { costOfLayers, costOfMerged } from './block-cost.ts'
import { BLOCKS, type Block } from './blocks.ts'
import { commandFor, deriveExample, reproduction } from './example.ts'
import { GALLERY, type GalleryPage } from './gallery.ts'
import { DOCS, NOTE, type Page } from './page.ts'

/** A page for each network of the gallery, and their index. */
export function galleryPages(): readonly Page[] {
  const rows = GALLERY.map((page) => `| [${page.title}](${page.name}.md) | ${page.about} |`)
  const intro = 'Every formula on these pages is printed from a record that the checker has replayed.'
  return [...GALLERY.map(galleryPage), indexPage('gallery', 'Gallery', intro, ['page', 'what it shows'], rows)]
}

/** A page for each block, and their index. */
export function blockPages(): readonly Page[] {
  const rows = BLOCKS.map(({ name, title, about, source }) => {
    return `| [${title}](${name}.md) | ${about} | [${source.text}](${source.link}) |`
  })
  const intro =
    'Blocks that train as several layers and run as one. They are examples, not special cases: the engine knows none of them.'
  return [...BLOCKS.map(blockPage), indexPage('blocks', 'Blocks', intro, ['block', 'what it is', 'source'], rows)]
}

function indexPage(
  folder: string,
  title: string,
  intro: string,
  header: readonly string[],
  rows: readonly string[],
): Page {
  const head = [`| ${header.join(' | ')} |`, `|${header.map(() => '---').join('|')}|`]
  return {
    path: join(DOCS, folder, 'README.md'),
    text: `${[NOTE, `# ${title}`, intro, [...head, ...rows].join('\n')].join('\n\n')}\n`,
  }
}

function galleryPage(page: GalleryPage): Page {
  const body = proofOf(page.title, page.detail, deriveExample(page))
  return {
    path: join(DOCS, 'gallery', `${page.name}.md`),
    text: `${[NOTE, body, '---', page.about, reproduction(page)].join('\n\n')}\n`,
  }
}

function blockPage(block: Block): Page {
  const derivation = deriveExample(block)
  const { about, source, remark, network } = block
  const parts = [
    NOTE,
    `# ${block.title}`,
    `${about} Source: [${source.text}](${source.link}).`,
    ['```python', network.trimEnd(), '```'].join('\n'),
    ...mergedInto(deriveExample({ ...block, input: [inputChannels(derivation), SAMPLES, SAMPLES] })),
    ...(remark === undefined ? [] : [remark]),
    [reproduction(block), commandFor('merge', block)].join('\n'),
    '---',
    proofOf('Why they are the same', 'story', derivation).replace(/^(#+) /gm, '#$1 '),
  ]
  return { path: join(DOCS, 'blocks', `${block.name}.md`), text: `${parts.join('\n\n')}\n` }
}

/** The proof under another title, as Markdown. */
function proofOf(title: string, detail: Detail, { checked, witness }: Derivation): string {
  const document = describe(checked, witness, { detail, collapsible: true })
  const blocks = document.blocks.map((block) =>
    block.kind === 'heading' && block.level === 1 ? { ...block, text: [title] } : block,
  )
  return findRenderer('markdown')
    .render({ ...document, title, blocks }, {})
    .trimEnd()
}

/** An image on which PyTorch's padding is known at both ends; for a block that keeps the size it is the same on every other. */
const SAMPLES = 32

function inputChannels({ assembly }: Derivation): number {
  const channels = constantOf(assembly.inputs[0]?.channels ?? [])
  if (channels === undefined) throw new TypeError('a block has a fixed number of channels')
  return coefficientEntries(channels, 1)[0] ?? 0
}

/** The layers that are left, and what they cost. */
function mergedInto(derivation: Derivation): readonly string[] {
  const { weights } = realise(derivation)
  const [before, after] = [costOfLayers(derivation), costOfMerged(weights)]
  const words = summarizeRealised(weights)
    .split('\n')
    .filter((line) => !/^ {2}\S+ \[/.test(line))
  const rows = [
    ['layers', before.layers, after.layers],
    ['parameters', before.parameters, after.parameters],
    ['multiply–adds per output position', before.multiplyAdds, after.multiplyAdds],
  ].map((row) => `| ${row.join(' | ')} |`)
  return [
    words
      .join('\n')
      .replace(/\n {2}/g, '\n- ')
      .replace('\n', '\n\n'),
    ['| | as written | merged |', '|---|--:|--:|', ...rows].join('\n'),
  ]
}
