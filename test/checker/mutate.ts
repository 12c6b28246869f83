/** Every proof that differs from a given one in a single place: a checker is judged by what it does with them. */
import type { Json } from '../../src/proof/json.ts'
import { AXIOMS } from '../../src/proof/proof.ts'

/** A changed record, the place that was changed ("lemmas[0].left.name") and what was done to it. */
export interface Mutant {
  readonly at: string
  readonly path: readonly Key[]
  readonly change: string
  readonly make: () => Json
}

/** A field's name or a list's place. */
export type Key = string | number

/** All mutants of an encoded proof: every leaf changed in several ways, every field left out, every list disturbed. */
export function* mutants(proof: Json): Generator<Mutant> {
  const names = namesIn(proof)
  for (const { path, value } of nodes(proof, [])) {
    const at = textOf(path)
    for (const [change, replacement] of changes(value, names)) {
      yield { at, path, change, make: () => replaced(proof, path, replacement) }
    }
  }
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}

function* nodes(value: Json, path: readonly Key[]): Generator<{ path: readonly Key[]; value: Json }> {
  yield { path, value }
  if (typeof value !== 'object' || value === null) return
  for (const [key, part] of Object.entries(value)) yield* nodes(part, [...path, isList(value) ? Number(key) : key])
}

/** The names that the record declares, for swapping one with another. */
function namesIn(proof: Json): readonly string[] {
  const names = new Set<string>()
  for (const { path, value } of nodes(proof, [])) {
    const key = path.at(-1)
    const isName = key === 'name' || key === 'index' || key === 'outputChannel' || key === 'position'
    if (isName && typeof value === 'string') names.add(value)
  }
  return [...names]
}

function* changes(value: Json, names: readonly string[]): Generator<readonly [string, Json]> {
  yield ['made null', null]
  if (typeof value === 'number') {
    for (const change of [1, -1]) yield [change > 0 ? '+1' : '-1', value + change]
    yield ['negated', -value]
    yield ['text', `${value}`]
  } else if (typeof value === 'boolean') {
    yield ['flipped', !value]
    yield ['number', value ? 1 : 0]
  } else if (typeof value === 'string') {
    yield* stringChanges(value, names)
  } else if (value !== null && isList(value)) {
    yield* listChanges(value)
  } else if (value !== null) {
    for (const field of Object.keys(value)) {
      yield [`without ${field}`, Object.fromEntries(Object.entries(value).filter(([name]) => name !== field))]
    }
    yield ['with an unknown field', { ...value, unknown: 0 }]
    yield ['in a list', [value]]
  }
}

/** Words that mean another thing than their neighbours here; each is exchanged for the next. */
const CYCLES: readonly (readonly string[])[] = [
  ['channel', 'position'],
  ['add', 'multiply'],
  ['equal', 'within'],
  ['signal', 'kernel', 'bias', 'weight', 'view'],
  AXIOMS,
]

function* stringChanges(value: string, names: readonly string[]): Generator<readonly [string, Json]> {
  yield ['changed', `${value}'`]
  yield ['emptied', '']
  if (/^-?\d+(\/\d+)?$/.test(value)) {
    yield ['negated', value.startsWith('-') ? value.slice(1) : `-${value}`]
    yield ['other number', value === '7/3' ? '5/3' : '7/3']
  }
  const place = names.indexOf(value)
  const others = [names[(place + 1) % names.length], names[(place + 5) % names.length], names.at(place - 1)]
  for (const name of new Set(others)) {
    if (name !== undefined && name !== value) yield [`exchanged for ${name}`, name]
  }
  for (const cycle of CYCLES) {
    const word = cycle.indexOf(value)
    if (word >= 0) yield [`made ${cycle[(word + 1) % cycle.length]}`, cycle[(word + 1) % cycle.length] ?? '']
  }
}

function* listChanges(value: readonly Json[]): Generator<readonly [string, Json]> {
  if (value.length > 1) yield ['emptied', []]
  for (const [place, part] of value.entries()) {
    yield [`without [${place}]`, value.filter((_, other) => other !== place)]
    yield [`[${place}] twice`, [...value.slice(0, place + 1), ...value.slice(place)]]
    const next = value[place + 1]
    if (next !== undefined) {
      yield [`[${place}] and [${place + 1}] swapped`, [...value.slice(0, place), next, part, ...value.slice(place + 2)]]
    }
  }
}

/** The record with another value at a place. */
export function replaced(value: Json, path: readonly Key[], replacement: Json): Json {
  const [key, ...rest] = path
  if (key === undefined) return replacement
  if (typeof value !== 'object' || value === null) return value
  if (isList(value)) return value.map((part, place) => (place === key ? replaced(part, rest, replacement) : part))
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, name === key ? replaced(part, rest, replacement) : part]),
  )
}

function textOf(path: readonly Key[]): string {
  return path.map((key, depth) => (typeof key === 'number' ? `[${key}]` : depth === 0 ? key : `.${key}`)).join('')
}
