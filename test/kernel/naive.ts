/** Nested loops for phase kernels on unbounded signals and for ordinary layers on finite ones; shares no code with src/kernel. */
import type { PhaseKernel } from '../../src/kernel/phase-kernel.ts'
import type { ConvLayer, ConvTransposeLayer, Realisation } from '../../src/kernel/realisation.ts'
import { add, constant, multiply, type Polynomial } from '../../src/scalar/polynomial.ts'
import { ZERO } from '../../src/scalar/rational.ts'

export type Exact = readonly Polynomial[]
export type ExactKernel = PhaseKernel<Exact>

/** A signal at every channel and position of the unbounded grid. */
export type Signal = (channel: number, position: readonly number[]) => Polynomial
export type Signals = (input: string) => Signal

export const NOTHING = constant(ZERO)

export function box(extent: readonly number[]): number[][] {
  const [size, ...rest] = extent
  if (size === undefined) return [[]]
  return Array.from({ length: size }, (_, at) => box(rest).map((tail) => [at, ...tail])).flat()
}

function entryAt(shape: readonly number[], entries: Exact, place: readonly number[]): Polynomial {
  return entries[place.reduce((at, index, axis) => at * (shape[axis] ?? 0) + index, 0)] ?? NOTHING
}

/** The output of a phase kernel. */
export function evaluateKernel(kernel: ExactKernel, signals: Signals): Signal {
  const { up, bias, parts } = kernel
  return (o, position) => {
    const block = position.map((p, axis) => Math.floor(p / (up[axis] ?? 1)))
    const phase = position.map((p, axis) => p - (up[axis] ?? 1) * (block[axis] ?? 0))
    let value = entryAt(bias.shape, bias.entries, [o, ...phase])
    for (const { input, inChannels, kernelSize, down, dilation, padding, weight } of parts) {
      for (let c = 0; c < inChannels; c++) {
        for (const m of box(kernelSize)) {
          const read = m.map(
            (tap, axis) => (down[axis] ?? 0) * (block[axis] ?? 0) + (dilation[axis] ?? 0) * tap - (padding[axis] ?? 0),
          )
          const entry = entryAt(weight.shape, weight.entries, [o, ...phase, c, ...m])
          value = add(value, multiply(entry, signals(input)(c, read)))
        }
      }
    }
    return value
  }
}

/** A signal that is zero outside 0 ≤ position < extent. */
export function windowed(signal: Signal, extent: readonly number[]): Signal {
  return (channel, position) => (isInside(position, extent) ? signal(channel, position) : NOTHING)
}

function isInside(position: readonly number[], extent: readonly number[]): boolean {
  return position.every((p, axis) => p >= 0 && p < (extent[axis] ?? 0))
}

/** A signal on a window, as a layer takes and gives it. */
export interface Image {
  readonly channels: number
  readonly extent: readonly number[]
  readonly at: Signal
}

/** A convolution of the padded image, with as many outputs as fit. */
export function applyConv(layer: ConvLayer<Exact>, image: Image): Image {
  const {
    padding,
    paddingEnd = [],
    stride,
    dilation,
    kernelSize,
    groups,
    weight,
    bias,
    inChannels,
    outChannels,
  } = layer
  const padded = image.extent.map((size, axis) => size + (padding[axis] ?? 0) + (paddingEnd[axis] ?? Number.NaN))
  const extent = padded.map((size, axis) => {
    const room = size - (dilation[axis] ?? 0) * ((kernelSize[axis] ?? 0) - 1) - 1
    return Math.floor(room / (stride[axis] ?? 0)) + 1
  })
  const at: Signal = (o, n) => {
    let value = entryAt(bias.shape, bias.entries, [o])
    const columns = inChannels / groups
    const group = Math.floor(o / (outChannels / groups))
    for (let c = 0; c < columns; c++) {
      for (const i of box(kernelSize)) {
        const read = i.map((tap, axis) => (stride[axis] ?? 0) * (n[axis] ?? 0) + (dilation[axis] ?? 0) * tap)
        if (!isInside(read, padded)) throw new RangeError(`${read} is not in the padded image`)
        const from = read.map((p, axis) => p - (padding[axis] ?? 0))
        const sample = windowed(image.at, image.extent)(group * columns + c, from)
        value = add(value, multiply(entryAt(weight.shape, weight.entries, [o, c, ...i]), sample))
      }
    }
    return value
  }
  return { channels: outChannels, extent, at }
}

/** A transposed convolution: every sample scatters its taps; then the padding is cut off. */
export function applyConvTranspose(layer: ConvTransposeLayer<Exact>, image: Image): Image {
  const {
    padding,
    paddingEnd = [],
    stride,
    dilation,
    kernelSize,
    groups,
    weight,
    bias,
    inChannels,
    outChannels,
  } = layer
  const full = image.extent.map((size, axis) => {
    return (stride[axis] ?? 0) * (size - 1) + (dilation[axis] ?? 0) * ((kernelSize[axis] ?? 0) - 1) + 1
  })
  const rows = outChannels / groups
  const columns = inChannels / groups
  const sums = new Map<string, Polynomial>()
  for (let c = 0; c < inChannels; c++) {
    for (const q of box(image.extent)) {
      for (let j = 0; j < rows; j++) {
        for (const i of box(kernelSize)) {
          const to = q.map((p, axis) => (stride[axis] ?? 0) * p + (dilation[axis] ?? 0) * (i[axis] ?? 0))
          const key = `${Math.floor(c / columns) * rows + j}:${to}`
          const product = multiply(entryAt(weight.shape, weight.entries, [c, j, ...i]), image.at(c, q))
          sums.set(key, add(sums.get(key) ?? NOTHING, product))
        }
      }
    }
  }
  const extent = full.map((size, axis) => size - (padding[axis] ?? 0) - (paddingEnd[axis] ?? Number.NaN))
  const at: Signal = (o, n) => {
    const scattered = sums.get(`${o}:${n.map((p, axis) => p + (padding[axis] ?? 0))}`) ?? NOTHING
    return add(entryAt(bias.shape, bias.entries, [o]), scattered)
  }
  return { channels: outChannels, extent, at }
}

/** Depth-to-space as PixelShuffle orders channels, for any rank. */
function depthToSpace(image: Image, up: readonly number[], crop: readonly number[]): Image {
  const phases = up.reduce((product, rate) => product * rate, 1)
  const extent = image.extent.map((size, axis) => size * (up[axis] ?? 1) - (crop[axis] ?? Number.NaN))
  const at: Signal = (o, p) => {
    const phase = p.reduce((row, entry, axis) => row * (up[axis] ?? 1) + (entry % (up[axis] ?? 1)), 0)
    return image.at(
      o * phases + phase,
      p.map((entry, axis) => Math.floor(entry / (up[axis] ?? 1))),
    )
  }
  return { channels: image.channels / phases, extent, at }
}

function sumOf(images: readonly Image[]): Image {
  const [first, ...rest] = images
  if (first === undefined) throw new RangeError('no image')
  for (const image of rest) if (`${image.extent}` !== `${first.extent}`) throw new RangeError('extents differ')
  return { ...first, at: (o, n) => rest.reduce((sum, image) => add(sum, image.at(o, n)), first.at(o, n)) }
}

/** The layers of a realisation on finite images. */
export function applyRealisation(realisation: Realisation<Exact>, images: (input: string) => Image): Image {
  switch (realisation.kind) {
    case 'conv':
      return sumOf(realisation.layers.map((layer) => applyConv(layer, images(layer.input))))
    case 'conv-transpose':
      return sumOf(realisation.layers.map((layer) => applyConvTranspose(layer, images(layer.input))))
    case 'conv-shuffle': {
      const sum = sumOf(realisation.layers.map((layer) => applyConv(layer, images(layer.input))))
      return depthToSpace(sum, realisation.up, realisation.crop ?? [])
    }
    default:
      return realisation satisfies never
  }
}
