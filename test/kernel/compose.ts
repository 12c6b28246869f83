/** The composition of two phase kernels by the formula of docs/theory.md: a second witness, which no code in src uses. */
import type { PhasePart } from '../../src/kernel/phase-kernel.ts'
import { add, multiply, type Polynomial } from '../../src/scalar/polynomial.ts'
import { box, type ExactKernel, NOTHING } from './naive.ts'

/** outer ∘ inner, where the outer kernel has one part, which reads what the inner kernel gives. */
export function compose(outer: ExactKernel, inner: ExactKernel): ExactKernel {
  const [reading, ...more] = outer.parts
  if (reading === undefined || more.length > 0) throw new RangeError('the outer kernel has one part')
  const u = outer.up.map((_, axis) => lcm(inner.up[axis] ?? 1, reading.down[axis] ?? 1) / (reading.down[axis] ?? 1))
  const w = outer.up.map((_, axis) => lcm(inner.up[axis] ?? 1, reading.down[axis] ?? 1) / (inner.up[axis] ?? 1))
  const up = outer.up.map((rate, axis) => rate * (u[axis] ?? 1))
  const bias = new Map<string, Polynomial>()
  const taps = inner.parts.map(() => new Map<string, { readonly offset: number[]; readonly entry: Polynomial }>())
  for (let o = 0; o < outer.outChannels; o++) {
    for (const phase of box(up)) {
      const r2 = phase.map((r, axis) => r % (outer.up[axis] ?? 1))
      const rho = phase.map((r, axis) => Math.floor(r / (outer.up[axis] ?? 1)))
      const key = `${[o, ...phase]}`
      bias.set(key, at(outer.bias, [o, ...r2]))
      for (let c = 0; c < reading.inChannels; c++) {
        for (const j of box(reading.kernelSize)) {
          const factor = at(reading.weight, [o, ...r2, c, ...j])
          const middle = j.map(
            (tap, axis) => (reading.down[axis] ?? 1) * (rho[axis] ?? 0) + offsetAt(reading, tap, axis),
          )
          const kappa = middle.map((position, axis) => Math.floor(position / (inner.up[axis] ?? 1)))
          const r1 = middle.map((position, axis) => position - (inner.up[axis] ?? 1) * (kappa[axis] ?? 0))
          bias.set(key, add(bias.get(key) ?? NOTHING, multiply(factor, at(inner.bias, [c, ...r1]))))
          for (const [number, part] of inner.parts.entries()) {
            for (let a = 0; a < part.inChannels; a++) {
              for (const i of box(part.kernelSize)) {
                const offset = i.map(
                  (tap, axis) => (part.down[axis] ?? 1) * (kappa[axis] ?? 0) + offsetAt(part, tap, axis),
                )
                const place = `${[o, ...phase, a, ...offset]}`
                const product = multiply(factor, at(part.weight, [c, ...r1, a, ...i]))
                const entry = add(taps[number]?.get(place)?.entry ?? NOTHING, product)
                taps[number]?.set(place, { offset, entry })
              }
            }
          }
        }
      }
    }
  }
  const parts = inner.parts.map((part, number): PhasePart<readonly Polynomial[]> => {
    const found = taps[number] ?? new Map<string, { readonly offset: number[]; readonly entry: Polynomial }>()
    const offsets = [...found.values()].map((tap) => tap.offset)
    const first = up.map((_, axis) => Math.min(...offsets.map((offset) => offset[axis] ?? 0)))
    const last = up.map((_, axis) => Math.max(...offsets.map((offset) => offset[axis] ?? 0)))
    const kernelSize = up.map((_, axis) => (last[axis] ?? 0) - (first[axis] ?? 0) + 1)
    const shape = [outer.outChannels, ...up, part.inChannels, ...kernelSize]
    const entries = box(shape).map((place) => {
      const head = place.slice(0, 2 + up.length)
      const offset = place.slice(2 + up.length).map((m, axis) => m + (first[axis] ?? 0))
      return found.get(`${[...head, ...offset]}`)?.entry ?? NOTHING
    })
    return {
      input: part.input,
      inChannels: part.inChannels,
      down: part.down.map((rate, axis) => rate * (w[axis] ?? 1)),
      dilation: up.map(() => 1),
      padding: first.map((offset) => -offset),
      kernelSize,
      weight: { shape, entries },
    }
  })
  const shape = [outer.outChannels, ...up]
  const entries = box(shape).map((place) => bias.get(`${place}`) ?? NOTHING)
  return { rank: outer.rank, outChannels: outer.outChannels, up, parts, bias: { shape, entries } }
}

function offsetAt({ dilation, padding }: PhasePart<unknown>, tap: number, axis: number): number {
  return (dilation[axis] ?? 1) * tap - (padding[axis] ?? 0)
}

function at(
  { shape, entries }: { readonly shape: readonly number[]; readonly entries: readonly Polynomial[] },
  place: readonly number[],
): Polynomial {
  return entries[place.reduce((row, index, axis) => row * (shape[axis] ?? 0) + index, 0)] ?? NOTHING
}

function lcm(a: number, b: number): number {
  let multiple = a
  while (multiple % b !== 0) multiple += a
  return multiple
}
