/** Reads the network of a command: a notation, a file that holds one, or standard input; with sizes put in where asked. */
import { fail } from '../errors.ts'
import {
  type DeriveOptions,
  linearSegments,
  type NetworkNode,
  parseRational,
  readNetworkJson,
  readNotation,
  setSizes,
  sizeNames,
} from '../index.ts'
import { type Call, readCount } from './arguments.ts'
import { isFile, readStandardInput, readText } from './files.ts'

export interface NetworkCall {
  readonly network: NetworkNode
  /** The settings that are not sizes. */
  readonly symbols: ReadonlyMap<string, string>
}

/** The network of the first operand ("-" or nothing is standard input). @throws ConvolemmaError pointing into the text */
export function readNetwork(call: Call): NetworkCall {
  const [operand = '-', ...more] = call.operands
  if (more.length > 0) {
    const what = `expected one network, but ${JSON.stringify(more[0])} follows it`
    fail({ code: 'usage/operands', what, fix: 'put the network in quotes' })
  }
  const read = readNetworkOperand(call, operand)
  return { ...read, network: segmentOf(call, read.network) }
}

/** One of several networks of a call. @throws ConvolemmaError pointing into the text */
export function readNetworkOperand(call: Call, operand: string): NetworkCall {
  const network = readSource(operand)
  const settings = readSettings(call)
  const names = sizeNames(network)
  const sizes = new Map(
    [...settings].filter(([name]) => names.has(name)).map(([name, text]) => [name, wholeNumber(name, text)]),
  )
  const symbols = new Map([...settings].filter(([name]) => !names.has(name)))
  return { network: setSizes(network, sizes), symbols }
}

/** The stretch that --segment asks for. @throws ConvolemmaError "usage/segment" */
function segmentOf(call: Call, network: NetworkNode): NetworkNode {
  const number = readCount(call, 'segment', 1, 100_000)
  if (number === undefined) return network
  const segments = linearSegments(network)
  const segment = segments[number - 1]
  if (segment !== undefined) return segment.network
  return fail({
    code: 'usage/segment',
    what: `--segment ${number}, but the network has ${segments.length} linear stretches`,
  })
}

/** The files that a call reads: its network, where that is one, and its weights. */
export function inputFiles(call: Call): readonly string[] {
  return [...call.operands.slice(0, 1), ...call.texts('weights')].filter(isFile)
}

function readSource(operand: string): NetworkNode {
  const isText = operand !== '-' && !isFile(operand)
  if (isText && !operand.includes('(') && !operand.trimStart().startsWith('{')) {
    const what = `${JSON.stringify(operand)} is neither a file nor a network`
    fail({ code: 'usage/network', what, fix: '"Sequential(Conv1d(1, 1, 2), Conv1d(1, 1, 2))"' })
  }
  const name = isText ? 'network' : operand === '-' ? 'standard input' : operand
  const text = isText ? operand : operand === '-' ? readStandardInput() : readText(operand)
  return text.trimStart().startsWith('{') ? readNetworkJson(text, name) : readNotation(text, name)
}

/** The settings --set name=value as texts. @throws ConvolemmaError "usage/set" */
function readSettings(call: Call): ReadonlyMap<string, string> {
  const settings = new Map<string, string>()
  for (const text of call.texts('set')) {
    const at = text.indexOf('=')
    if (at < 1) fail({ code: 'usage/set', what: `--set ${text} is not name=value`, fix: '--set a=1/4' })
    const name = text.slice(0, at).trim()
    const value = text.slice(at + 1).trim()
    const known = settings.get(name)
    if (known !== undefined) {
      const what = `--set gives ${name} twice, as ${known} and as ${value}`
      fail({ code: 'usage/set', what, fix: `give ${name} one value` })
    }
    settings.set(name, value)
  }
  return settings
}

function wholeNumber(name: string, text: string): number {
  const value = parseRational(text)
  if (value !== undefined && value.denominator === 1n) return Number(value.numerator)
  return fail({ code: 'usage/set', what: `${name} is a size and cannot be ${text}`, fix: `--set ${name}=3` })
}

/** What --input says: one shape, or NAME=SHAPE,NAME=SHAPE for the inputs of a graph. @throws ConvolemmaError "usage/input" */
export function readInputShapes(call: Call): Pick<DeriveOptions, 'inputShape' | 'inputShapes'> {
  const text = call.text('input')
  if (text === undefined) return {}
  if (!text.includes('=')) return { inputShape: readShape(text) }
  const parts = text.split(',').map((part): readonly [string, readonly number[]] => {
    const at = part.indexOf('=')
    return [part.slice(0, Math.max(at, 0)).trim(), readShape(part.slice(at + 1))]
  })
  return { inputShapes: new Map(parts) }
}

function readShape(text: string): readonly number[] {
  if (!/^[1-9]\d{0,9}([x,×][1-9]\d{0,9})*$/.test(text)) {
    fail({
      code: 'usage/input',
      what: `--input ${text} is not a shape`,
      fix: '--input 3x224x224: the channels, then one size per axis',
    })
  }
  return text.split(/[x,×]/).map(Number)
}
