/** Which field of the record a place belongs to, read from the published schema. Never imports the checker. */
import { readFileSync } from 'node:fs'
import type { Json } from '../../src/proof/json.ts'
import type { Key } from './mutate.ts'

/** The parts of a JSON schema that this one uses. */
interface Schema {
  readonly $ref?: string
  readonly $defs?: { readonly [name: string]: Schema }
  readonly oneOf?: readonly Schema[]
  readonly properties?: { readonly [field: string]: Schema }
  readonly prefixItems?: readonly Schema[]
  readonly items?: Schema
  readonly type?: string
  readonly const?: Json
}

// The cast holds since a test validates records against this file, which a wrong form would fail.
const SCHEMA = JSON.parse(
  readFileSync(new URL('../../docs/proof-record.schema.json', import.meta.url), 'utf8'),
) as Schema

/** A schema with the name that its fields go by. */
interface Part {
  readonly schema: Schema
  readonly owner: string
}

/** Every field that the schema lists: "step.after", "sum.extent", and within indices "index.coefficient". */
export function fieldsOfSchema(): readonly string[] {
  const found = new Set<string>()
  const seen = new Set<Schema>()
  const visit = ({ schema, owner }: Part): void => {
    if (seen.has(schema)) return
    seen.add(schema)
    for (const [field, part] of Object.entries(schema.properties ?? {})) {
      const name = ownerOf(schema, owner)
      found.add(`${name}.${field}`)
      visit(resolved(part, `${name}.${field}`))
    }
    for (const part of [
      ...(schema.oneOf ?? []),
      ...(schema.prefixItems ?? []),
      ...(schema.items ? [schema.items] : []),
    ])
      visit(resolved(part, owner))
  }
  visit({ schema: SCHEMA, owner: 'proof' })
  return [...found, ...INDEX_PARTS].sort()
}

/** What an index is made of; these have no names of their own in the schema. */
const INDEX_PARTS = ['index.coefficient', 'index.coefficient per axis', 'index.atom']

/** The field that a place belongs to; an entry of a list belongs to the field of the list. */
export function fieldAt(record: Json, path: readonly Key[]): string {
  let part: Part = { schema: SCHEMA, owner: 'proof' }
  let value = record
  let field = 'proof'
  for (const key of path) {
    part = variantFor(part, value)
    const { schema } = part
    const isMonomial = schema.prefixItems !== undefined
    if (typeof key === 'string') field = `${ownerOf(schema, part.owner)}.${key}`
    else if (isMonomial) field = key === 0 ? 'index.coefficient' : 'index.atom'
    else if (field === 'index.coefficient') field = 'index.coefficient per axis'
    const next =
      typeof key === 'string'
        ? schema.properties?.[key]
        : isMonomial && key === 0
          ? schema.prefixItems?.[0]
          : schema.items
    if (next === undefined) throw new TypeError(`${path.join('.')} is not in the schema`)
    part = resolved(next, field)
    value = partOf(value, key)
  }
  return field
}

/** The axiom of the step that a place is in, if it is in one. */
export function axiomAt(record: Json, path: readonly Key[]): string | undefined {
  const step = path.lastIndexOf('steps')
  if (step < 0 || path.length <= step + 1) return undefined
  const axiom = partOf(path.slice(0, step + 2).reduce(partOf, record), 'axiom')
  return typeof axiom === 'string' ? axiom : undefined
}

function partOf(value: Json, key: Key): Json {
  if (typeof value !== 'object' || value === null) return null
  return Object.entries(value).find(([name]) => name === `${key}`)?.[1] ?? null
}

function resolved(schema: Schema, owner: string): Part {
  const name = schema.$ref?.replace('#/$defs/', '')
  const target = name === undefined ? undefined : SCHEMA.$defs?.[name]
  return name === undefined || target === undefined ? { schema, owner } : { schema: target, owner: name }
}

/** An object with a constant `kind` goes by it: the fields of a sum are "sum.index", "sum.extent", … */
function ownerOf(schema: Schema, owner: string): string {
  const kind = schema.properties?.kind?.const
  return typeof kind === 'string' ? kind : owner
}

/** Of several forms the one that the value has. */
function variantFor(part: Part, value: Json): Part {
  const { oneOf } = part.schema
  if (oneOf === undefined) return part
  const found = oneOf.map((schema) => resolved(schema, part.owner)).find(({ schema }) => fits(schema, value))
  return found === undefined ? part : variantFor(found, value)
}

function fits(schema: Schema, value: Json): boolean {
  if (typeof value !== 'object' || value === null) return schema.type !== 'object' && schema.type !== 'array'
  if (Array.isArray(value)) return schema.type === 'array'
  const kind = schema.properties?.kind?.const
  return schema.type === 'object' && (kind === undefined || kind === partOf(value, 'kind'))
}
