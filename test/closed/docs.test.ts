import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { closedForm } from '../../src/closed/close.ts'
import { renderClosedForm } from '../../src/closed/print.ts'
import { derive } from '../../src/derive/derive.ts'
import { readNotation } from '../../src/read/notation.ts'

const PAGE = readFileSync(new URL('../../docs/closed-forms.md', import.meta.url), 'utf8')
const EXAMPLES = [...PAGE.matchAll(/<!-- closed form: (.*) -->\n([\s\S]*?)<!-- end of closed form -->/g)].map(
  ([, notation = '', body = '']) => ({ notation, body }),
)

describe('docs/closed-forms.md', () => {
  it('has examples', () => {
    expect(EXAMPLES.length).toBeGreaterThan(4)
  })

  it.each(EXAMPLES)('shows what the code says about $notation', ({ notation, body }) => {
    const form = closedForm(derive(readNotation(notation)))
    expect(form).toBeDefined()
    if (form !== undefined) expect(body).toBe(`\`\`\`text\n${renderClosedForm(form, 'text')}\n\`\`\`\n`)
  })
})
