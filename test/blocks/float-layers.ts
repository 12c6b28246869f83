/**
 * The layers of the blocks as plain loops over binary64 images, with PyTorch's tensors: the witness that merged weights are
 * compared with. Reads a network as written; imports nothing that derives or merges.
 */
import { flattenNetwork } from '../../src/net/flatten.ts'
import type { NetworkNode, ParameterValue, PlacedLayer, Source } from '../../src/net/network.ts'
import type { StoredTensor } from '../../src/read/tensor.ts'
import { hashModulo, hashText, PRIME } from '../../src/scalar/modular.ts'

/** [channels][rows][columns] */
export type Image = readonly (readonly (readonly number[])[])[]

/** A number in [−1, 1) for each seed, name and place. */
export function randomNumber(seed: number, name: string, at: readonly number[]): number {
  return (2 * hashModulo(seed ^ hashText(name), at)) / PRIME - 1
}

/** The state dict of a network with random values, variances from 0.5 to 1.5. */
export function randomState(network: NetworkNode, seed: number): ReadonlyMap<string, StoredTensor> {
  const tensors = flattenNetwork(network).layers.flatMap((layer) =>
    Object.entries(shapesOf(layer)).map(([role, shape]): StoredTensor => {
      const name = layer.path === '' ? role : `${layer.path}.${role}`
      const count = shape.reduce((product, length) => product * length, 1)
      const data = Float64Array.from({ length: count }, (_, at) => {
        const value = randomNumber(seed, name, [at])
        return role === 'running_var' ? 1 + value / 2 : value
      })
      return { name, dtype: 'float64', shape, data }
    }),
  )
  return new Map(tensors.map((tensor) => [tensor.name, tensor]))
}

/** The output of the network, layer by layer. */
export function applyLayers(network: NetworkNode, state: ReadonlyMap<string, StoredTensor>, input: Image): Image {
  const { layers, output } = flattenNetwork(network)
  const images: Image[] = []
  const imageOf = (source: Source): Image => (source.kind === 'input' ? input : images[source.place]) ?? []
  for (const layer of layers) {
    const entry = (role: string, at: number) => Number(state.get(`${layer.path}.${role}`)?.data[at] ?? 0)
    images.push(applyLayer(layer, entry, layer.from.map(imageOf)))
  }
  return imageOf(output)
}

function shapesOf({ type, parameters: p }: PlacedLayer): Readonly<Record<string, readonly number[]>> {
  const features = [Number(p.num_features)]
  if (type === 'BatchNorm2d') return { weight: features, bias: features, running_mean: features, running_var: features }
  if (type === 'Scale') return { weight: features }
  if (type !== 'Conv2d') return {}
  const [out, groups] = [Number(p.out_channels), Number(p.groups ?? 1)]
  const weight = [out, Number(p.in_channels) / groups, ...pair(p.kernel_size, 1)]
  return p.bias === false ? { weight } : { weight, bias: [out] }
}

type Entry = (role: string, at: number) => number

function applyLayer(layer: PlacedLayer, entry: Entry, inputs: readonly Image[]): Image {
  const { type, parameters: p } = layer
  const [input = []] = inputs
  switch (type) {
    case 'Conv2d':
      return convolve(p, entry, input)
    case 'AvgPool2d':
      return average(p, input)
    case 'BatchNorm2d':
      return mapImage(input, (value, c) => {
        const deviation = Math.sqrt(entry('running_var', c) + 1e-5)
        return ((value - entry('running_mean', c)) / deviation) * entry('weight', c) + entry('bias', c)
      })
    case 'Scale':
      return mapImage(input, (value, c) => value * entry('weight', c))
    case 'Negate':
      return mapImage(input, (value) => -value)
    case 'Identity':
      return input
    case 'Concat':
      return inputs.flat()
    case 'Sum':
      return mapImage(input, (_, c, row, column) => inputs.reduce((sum, one) => sum + sampleAt(one, c, row, column), 0))
    default:
      throw new TypeError(`no block has a ${type}`)
  }
}

function convolve(p: PlacedLayer['parameters'], entry: Entry, input: Image): Image {
  const [rows, columns] = pair(p.kernel_size, 1)
  const [out, groups] = [Number(p.out_channels), Number(p.groups ?? 1)]
  const width = input.length / groups
  return slide(p, input, out, (o, read) => {
    let sum = p.bias === false ? 0 : entry('bias', o)
    for (let c = 0; c < width; c++)
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < columns; j++) {
          const at = ((o * width + c) * rows + i) * columns + j
          sum += entry('weight', at) * read(Math.floor(o / (out / groups)) * width + c, i, j)
        }
    return sum
  })
}

function average(p: PlacedLayer['parameters'], input: Image): Image {
  const [rows, columns] = pair(p.kernel_size, 1)
  return slide(p, input, input.length, (o, read) => {
    let sum = 0
    for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) sum += read(o, i, j)
    return sum / (rows * columns)
  })
}

/** A window at every position of a padded image, at stride 1; `weigh` gives an output from the samples that it reads by channel and tap. */
function slide(
  p: PlacedLayer['parameters'],
  input: Image,
  channels: number,
  weigh: (channel: number, read: (c: number, i: number, j: number) => number) => number,
): Image {
  const [kernel, padding, dilation] = [pair(p.kernel_size, 1), pair(p.padding, 0), pair(p.dilation, 1)]
  const extent = [input[0]?.length ?? 0, input[0]?.[0]?.length ?? 0]
  const [rows = 0, columns = 0] = extent.map(
    (length, axis) => length + 2 * (padding[axis] ?? 0) - (dilation[axis] ?? 1) * ((kernel[axis] ?? 1) - 1),
  )
  return range(channels).map((o) =>
    range(rows).map((row) =>
      range(columns).map((column) =>
        weigh(o, (c, i, j) =>
          sampleAt(input, c, row + i * dilation[0] - padding[0], column + j * dilation[1] - padding[1]),
        ),
      ),
    ),
  )
}

function mapImage(
  image: Image,
  change: (value: number, channel: number, row: number, column: number) => number,
): Image {
  return image.map((plane, c) => plane.map((line, row) => line.map((value, column) => change(value, c, row, column))))
}

/** 0 outside of the image. */
function sampleAt(image: Image, channel: number, row: number, column: number): number {
  return image[channel]?.[row]?.[column] ?? 0
}

function pair(value: ParameterValue | undefined, fallback: number): readonly [number, number] {
  const entries = Array.isArray(value) ? value.map(Number) : [Number(value ?? fallback)]
  return [entries[0] ?? fallback, entries[1] ?? entries[0] ?? fallback]
}

export function range(length: number): readonly number[] {
  return Array.from({ length }, (_, at) => at)
}
