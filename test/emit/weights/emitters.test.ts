import { describe, expect, it } from 'vitest'
import { findRenderer, PROOF_RENDERERS } from '../../../src/emit/proof/index.ts'
import type { WeightEmitter } from '../../../src/emit/weights/emitter.ts'
import { findWeightEmitter, WEIGHT_EMITTERS } from '../../../src/emit/weights/index.ts'
import { json } from '../../../src/emit/weights/json.ts'
import { npy } from '../../../src/emit/weights/npy.ts'
import { npz } from '../../../src/emit/weights/npz.ts'
import { safetensors } from '../../../src/emit/weights/safetensors.ts'
import { ConvolemmaError, type Problem } from '../../../src/errors.ts'
import type { MergedWeights } from '../../../src/kernel/merged-layer.ts'
import { readNpy } from '../../../src/read/npy.ts'
import { readNpz } from '../../../src/read/npz.ts'
import { readSafetensors } from '../../../src/read/safetensors.ts'
import { bindWeights } from '../../../src/read/weights.ts'
import { readExpression } from '../../../src/scalar/expression.ts'
import { equalPolynomial } from '../../../src/scalar/polynomial.ts'
import { STORAGE_FORMATS, type StorageFormat } from '../../../src/scalar/round.ts'
import { exactLayer, lower, prepare, roundedLayer, valuesFrom } from '../../lower/lowering.ts'

const lowered = prepare('Sequential(Conv2d(4, 4, (2, 3), groups=2, padding="same"), Conv2d(4, 2, 2, stride=(1, 2)))')

function rounded(dtype: StorageFormat['name']): MergedWeights {
  return lower(
    lowered,
    valuesFrom(lowered, (name, at) => ((name.length + 3 * at) % 7) / 4 - 0.75),
    dtype,
  ).weights
}

function symbolic(notation: string): MergedWeights {
  const { assembly, checked } = prepare(notation)
  const values = bindWeights(assembly.bindings, undefined, { rank: assembly.rank })
  return lower({ assembly, checked }, values, 'exact').weights
}

function only(emitter: WeightEmitter, weights: MergedWeights): Uint8Array {
  const [artifact, ...more] = emitter.emit(weights)
  if (artifact === undefined || more.length > 0) throw new Error('expected one artifact')
  return artifact.bytes
}

function problemOf(action: () => unknown): Problem | undefined {
  try {
    action()
  } catch (error) {
    if (error instanceof ConvolemmaError) return error.problem
    throw error
  }
  return undefined
}

function parse(weights: MergedWeights) {
  return JSON.parse(new TextDecoder().decode(only(json, weights)))
}

describe('the registry', () => {
  it('finds every emitter by its name, and their first suffix is the extension', () => {
    for (const emitter of WEIGHT_EMITTERS) {
      expect(findWeightEmitter(emitter.name)).toBe(emitter)
      expect(emitter.emit(rounded('float32'))[0]?.suffix).toBe(`.${emitter.extension}`)
    }
    expect(WEIGHT_EMITTERS.map(({ name }) => name)).toEqual(['npz', 'npy', 'safetensors', 'json'])
  })

  it('says which formats there are, as that of the proof renderers does', () => {
    for (const [find, names] of [
      [findWeightEmitter, 'npz, npy, safetensors, json'],
      [findRenderer, 'text, markdown, latex, html'],
    ] as const) {
      const problem = problemOf(() => find('onnx'))
      expect(problem).toMatchObject({ code: 'emit/unknown-format', fix: `one of ${names}` })
      expect(problem?.what).toMatch(/^"onnx" is not a (weight|document) format$/)
    }
    for (const { extension } of [...WEIGHT_EMITTERS, ...PROOF_RENDERERS]) expect(extension).toMatch(/^[a-z]+$/)
  })

  it('the same weights give the same bytes', () => {
    for (const emitter of WEIGHT_EMITTERS)
      expect(emitter.emit(rounded('float16'))).toEqual(emitter.emit(rounded('float16')))
  })
})

describe('byte formats', () => {
  it.each(STORAGE_FORMATS.filter(({ name }) => name !== 'bfloat16').map(({ name }) => name))('npz as %s', (dtype) => {
    const weights = rounded(dtype)
    const layer = roundedLayer({ weights, report: { direct: 0, recomputed: 0, products: 0 } })
    const arrays = readNpz(only(npz, weights), 'merged.npz')
    expect([...arrays.keys()].sort()).toEqual([
      'bias',
      'dilation',
      'groups',
      'padding',
      'padding_end',
      'stride',
      'weight',
    ])
    expect(arrays.get('weight')).toMatchObject({ dtype, shape: layer.weight.shape, data: layer.weight.entries })
    expect(arrays.get('bias')).toMatchObject({ dtype, shape: [2], data: layer.bias.entries })
    expect(arrays.get('stride')).toMatchObject({ dtype: 'int64', shape: [2], data: BigInt64Array.of(1n, 2n) })
    expect(arrays.get('padding')).toMatchObject({ data: BigInt64Array.of(0n, 1n) })
    expect(arrays.get('padding_end')).toMatchObject({ data: BigInt64Array.of(1n, 1n) })
    expect(arrays.get('groups')).toMatchObject({ dtype: 'int64', shape: [], data: BigInt64Array.of(1n) })
  })

  it('npy writes weight and bias as two files', () => {
    const weights = rounded('float32')
    const layer = roundedLayer({ weights, report: { direct: 0, recomputed: 0, products: 0 } })
    const [weight, bias] = npy.emit(weights)
    expect([weight?.suffix, bias?.suffix]).toEqual(['.npy', '.bias.npy'])
    expect(readNpy(weight?.bytes ?? new Uint8Array(), 'w.npy').data).toEqual(layer.weight.entries)
    expect(readNpy(bias?.bytes ?? new Uint8Array(), 'b.npy').data).toEqual(layer.bias.entries)
  })

  it('safetensors holds bfloat16 and the geometry', () => {
    const weights = rounded('bfloat16')
    const layer = roundedLayer({ weights, report: { direct: 0, recomputed: 0, products: 0 } })
    const { tensors, metadata } = readSafetensors(only(safetensors, weights), 'merged.safetensors')
    expect(tensors.get('weight')).toMatchObject({ dtype: 'bfloat16', data: layer.weight.entries })
    expect(tensors.get('bias')).toMatchObject({ dtype: 'bfloat16', data: layer.bias.entries })
    expect(Object.fromEntries(metadata)).toEqual({
      format: 'pt',
      type: 'Conv2d',
      kernel_size: '[3,4]',
      stride: '[1,2]',
      dilation: '[1,1]',
      padding: '[0,1]',
      padding_end: '[1,1]',
      groups: '1',
    })
  })

  it('a layer without bias has a bias of zeros', () => {
    const plain = prepare('Conv1d(2, 3, 2, bias=False)')
    const { weights } = lower(
      plain,
      valuesFrom(plain, () => 1),
      'float32',
    )
    expect(readNpz(only(npz, weights), 'x').get('bias')).toMatchObject({ data: Float64Array.of(0, 0, 0) })
  })

  it('NumPy has no bfloat16', () => {
    expect(() => npy.emit(rounded('bfloat16'))).toThrow(/has no bfloat16/)
    expect(() => npz.emit(rounded('bfloat16'))).toThrow(/has no bfloat16/)
  })

  it.each([npz, npy, safetensors])('$name refuses symbols, naming them', (emitter) => {
    expect(() => emitter.emit(symbolic('Sequential(Conv1d(1, 1, 2, bias=False), Scale(1))'))).toThrow(
      /these symbols have no value: alpha, k_0, k_1, b_alpha$/,
    )
    expect(() => emitter.emit(symbolic('Conv1d(3, 3, 3)'))).toThrow(/, … \(30 in all\)$/)
    const exact = symbolic('Sequential(Conv1d(1, 1, 2, weight=["1/3", 2], bias=False), Identity())')
    expect(() => emitter.emit(exact)).toThrow(/cannot hold exact values/)
  })
})

describe('json', () => {
  it('has the layer, and numbers that read back as they are', () => {
    const weights = rounded('float32')
    const layer = roundedLayer({ weights, report: { direct: 0, recomputed: 0, products: 0 } })
    const file = parse(weights)
    expect(file).toMatchObject({
      format: 'convolemma-kernel',
      version: 1,
      dtype: 'float32',
      layer: {
        type: 'Conv2d',
        in_channels: 4,
        out_channels: 2,
        kernel_size: [3, 4],
        stride: [1, 2],
        dilation: [1, 1],
        padding: [0, 1],
        padding_end: [1, 1],
        groups: 1,
      },
    })
    expect(file.weight.flat(3)).toEqual([...layer.weight.entries])
    expect([file.weight.length, file.weight[0].length, file.weight[0][0].length, file.weight[0][0][0].length]).toEqual(
      layer.weight.shape,
    )
    expect(file.bias).toEqual([...layer.bias.entries])
  })

  it('writes exact values as texts', () => {
    const file = parse(
      symbolic('Sequential(Conv1d(1, 1, 3, weight=["a", "1-2a", "a"], bias=False), Conv1d(1, 1, 1, weight="1/3"))'),
    )
    expect(file.dtype).toBe('exact')
    expect(file.weight).toEqual([[['1/3*a', '1/3 - 2/3*a', '1/3*a']]])
    expect(file.bias).toEqual(['b_v'])
  })

  it('expressions read back as the same polynomials', () => {
    const weights = symbolic('Sequential(Conv2d(2, 2, 2), BatchNorm2d(2, eps=epsilon), Conv2d(2, 1, 2))')
    const layer = exactLayer({ weights, report: { direct: 0, recomputed: 0, products: 0 } })
    const texts: readonly string[] = parse(weights).weight.flat(3)
    texts.forEach((text, at) => {
      const entry = layer.weight.entries[at]
      expect(entry !== undefined && equalPolynomial(readExpression(text), entry)).toBe(true)
    })
  })

  it('a map of vectors is a Linear layer', () => {
    const file = parse(symbolic('Sequential(Linear(2, 1), Linear(1, 1, bias=False))'))
    expect(file.layer).toMatchObject({ type: 'Linear', kernel_size: [], stride: [], groups: 1 })
    expect(file.weight).toEqual([['k_0*v', 'k_1*v']])
  })

  it('keeps the sign of zero', () => {
    const plain = prepare('Sequential(Scale(1, bias=False), Scale(1, bias=False), AvgPool1d(1))')
    const { weights } = lower(
      plain,
      valuesFrom(plain, (name) => (name === '0.weight' ? -1 : 1) * 2 ** -100),
      'float16',
    )
    expect(new TextDecoder().decode(only(json, weights))).toContain('"weight": [[[-0.0]]]')
  })

  it('writes many products fast', () => {
    const weights = symbolic('Sequential(Conv2d(8, 8, 3, bias=False), Conv2d(8, 8, 3, bias=False))')
    const text = new TextDecoder().decode(only(json, weights))
    expect(text.match(/\*/g)).toHaveLength(8 ** 3 * 81)
  })
})
