/** A network with the options of its derivation, as the generated pages and the tests use it. Never writes a file. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Borders,
  type Derivation,
  type Detail,
  derive,
  type NetworkNode,
  readNetworkJson,
  readNotation,
} from '../src/index.ts'
import { DOCS } from './page.ts'

export interface Example {
  /** PyTorch notation or JSON. */
  readonly network: string
  /** Where the text stands, seen from the root of the repository, if it has a file of its own. */
  readonly file?: string
  /** "rules" unless given. */
  readonly detail?: Detail
  readonly borders?: Borders
  /** Channels and samples per axis. */
  readonly input?: readonly number[]
  /** The same by the names of several inputs. */
  readonly inputs?: Readonly<Record<string, readonly number[]>>
}

/** The network of a file in docs/examples. */
export function exampleFile(name: string): Required<Pick<Example, 'network' | 'file'>> {
  return { network: readFileSync(join(DOCS, 'examples', name), 'utf8'), file: `docs/examples/${name}` }
}

/** The network as its reader gives it. @throws ConvolemmaError pointing into the text */
export function networkOf({ network, file }: Pick<Example, 'network' | 'file'>): NetworkNode {
  return network.trimStart().startsWith('{') ? readNetworkJson(network, file) : readNotation(network, file)
}

/** What the command of the example derives. @throws ConvolemmaError as derive does */
export function deriveExample(example: Example): Derivation {
  const { borders, input, inputs } = example
  return derive(networkOf(example), {
    expanded: example.detail === 'expanded',
    ...(borders === undefined ? {} : { borders }),
    ...(input === undefined ? {} : { inputShape: input }),
    ...(inputs === undefined ? {} : { inputShapes: new Map(Object.entries(inputs)) }),
  })
}

/** How a reader repeats it: a command, or for several inputs of known size a call of the library. */
export function reproduction(example: Example): string {
  const { detail = 'rules', inputs } = example
  return inputs === undefined
    ? commandFor('derive', example, [`--detail ${detail}`])
    : libraryCall(example, Object.entries(inputs))
}

/** The line that runs a command of the program on the example. */
export function commandFor(command: string, example: Example, more: readonly string[] = []): string {
  const { network, file, borders, input } = example
  const quote = network.includes('"') ? "'" : '"'
  const options = [
    ...(input === undefined ? [] : [`--input ${input.join('x')}`]),
    ...(borders === undefined ? [] : [`--borders ${borders}`]),
    ...more,
  ]
  return `    ${['npx convolemma', command, file ?? `${quote}${network}${quote}`, ...options].join(' ')}`
}

function libraryCall({ file }: Example, inputs: readonly (readonly [string, readonly number[]])[]): string {
  const shapes = inputs.map(([name, shape]) => `['${name}', [${shape.join(', ')}]]`)
  return [
    `    const network = readNetworkJson(readFileSync('${file ?? ''}', 'utf8'))`,
    `    derive(network, { inputShapes: new Map([${shapes.join(', ')}]) })`,
  ].join('\n')
}
