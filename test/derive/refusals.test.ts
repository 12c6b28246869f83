import { describe, expect, it } from 'vitest'
import { type DeriveOptions, derive } from '../../src/derive/derive.ts'
import { ConvolemmaError, renderProblem } from '../../src/errors.ts'
import { readNotation } from '../../src/read/notation.ts'

/** The rendered problem that a network is refused with. */
function refusal(notation: string, options: DeriveOptions = {}): string {
  try {
    derive(readNotation(notation), options)
  } catch (error) {
    if (error instanceof ConvolemmaError) return renderProblem(error.problem)
    throw error
  }
  return 'accepted'
}

const CASES: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'an unknown layer',
    'Sequential(Conv1d(1, 1, 2), Frobnicate(3))',
    ['Frobnicate is not a layer', '[network/unknown-layer]', '^^^'],
  ],
  [
    'a layer that is not linear',
    'Sequential(Conv1d(1, 1, 2), ReLU(), Conv1d(1, 1, 2))',
    ['ReLU', 'not linear', 'the linear stretches are layers 0 and 2', '--segment 1'],
  ],
  ['a call that would read a file', 'print(open("/etc/passwd"))', ['print is not a layer', '[network/unknown-layer]']],
  ['a call as an argument', 'Conv1d(1, 1, open("/etc/passwd"))', ['nothing is ever evaluated', '^^^']],
  ['an attribute', 'Conv1d(1, 1, os.sep)', ['syntax/', '^']],
  ['a missing bracket', 'Sequential(Conv1d(1, 1, 2)', ['syntax/', '^']],
  [
    'channels that do not fit',
    'Sequential(Conv1d(1, 3, 2), Conv1d(4, 1, 2))',
    ['takes 4 channels', 'Conv1d(1, 3, 2) gives 3', '[3, L − 1]', 'Conv1d(4, 1, 2)', '[network/channels-differ]'],
  ],
  [
    'symbolic channels that do not fit',
    'Sequential(Conv1d(1, C, 2), Conv1d(D, 1, 2))',
    ['takes D channels', 'gives C'],
  ],
  [
    'groups that do not divide',
    'Conv1d(4, 6, 2, groups=4)',
    ['out_channels=6 is not divisible by groups=4', '[layer/groups]'],
  ],
  [
    'ranks that do not fit',
    'Sequential(Conv1d(1, 1, 2), Conv2d(1, 1, 2))',
    ['2 axes', 'Conv1d(1, 1, 2) has 1', '[network/ranks-differ]'],
  ],
  ['a missing argument', 'Conv1d(1, 1)', ['kernel_size is required']],
  ['an unknown argument', 'Conv1d(1, 1, 2, colour=3)', ['no argument "colour"', 'its arguments are in_channels']],
  ['too many arguments', 'Linear(1, 2, True, None, None, 6)', ['at most 5 positional arguments']],
  ['an argument given twice', 'Conv1d(1, 1, 2, kernel_size=3)', ['given kernel_size twice']],
  ['a negative size', 'Conv1d(1, 1, -2)', ['kernel_size is -2', 'at least 1']],
  ['a fractional size', 'Conv1d(1, 1, 2.5)', ['kernel_size']],
  ['a size of another rank', 'Conv2d(1, 1, (2, 2, 2))', ['3 entries', '2 axes']],
  [
    'a padding mode between layers',
    'Sequential(Conv1d(1, 1, 2), Conv1d(1, 1, 3, padding=1, padding_mode="reflect"))',
    ['it continues what the layer before it gives', '--borders interior', '[border/not-exact]'],
  ],
  ['same padding with a stride', 'Conv1d(1, 1, 3, padding="same", stride=2)', ['stride 1 only']],
  [
    'padded pooling that counts samples',
    'AvgPool1d(3, padding=1, count_include_pad=False)',
    ['its weights near the border are not those inside', '--borders exact', '[border/not-exact]'],
  ],
  ['batch statistics', 'BatchNorm1d(2, track_running_stats=False)', ['statistics of the batch']],
  ['an empty network', 'Sequential()', ['the network has no layer']],
  [
    'a container that is not known',
    'MyNet(\n  (conv1): Conv1d(1, 1, 2)\n)',
    ['MyNet is not a container', 'Sequential'],
  ],
  ['one name for two kinds of size', 'Conv1d(K, 1, K)', ['K', 'channel count']],
]

describe('what is refused, and how', () => {
  it.each(CASES)('%s', (_, notation, parts) => {
    const message = refusal(notation)
    for (const part of parts) expect(message).toContain(part)
  })

  it('a kernel larger than the input, where the size is given', () => {
    const message = refusal('Sequential(Conv1d(1, 1, 3), Conv1d(1, 1, 4))', { inputShape: [1, 5] })
    expect(message).toContain('its kernel of 4 taps does not fit into the 3 samples')
    expect(message).toContain('Conv1d(1, 1, 4)')
  })

  it('an input with other channels', () => {
    expect(refusal('Conv1d(1, 1, 2)', { inputShape: [2, 5] })).toContain('has 2 channels, but the network takes 1')
  })

  it('an input of another rank', () => {
    expect(refusal('Conv2d(1, 1, 3)', { inputShape: [1, 5] })).toContain(
      '1 axes after the channels, but the network has 2',
    )
  })
})

describe('names', () => {
  const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('')
  it.each(letters)('a size may be called %s', (name) => {
    for (const network of [
      `Sequential(Conv(A1, C1, ${name}, stride=2), Conv(C1, O1, V1, stride=${name}, dilation=${name}))`,
      `Sequential(Conv1d(${name}, ${name}, 3, groups=${name}, mode="convolution"), BatchNorm1d(${name}), Linear(${name}, 2))`,
      `Sequential(Conv1d(${name}, 4, 3, mode="convolution"), Conv1d(4, 6, 2, groups=2))`,
    ]) {
      expect(derive(readNotation(network)).witness.agrees).toBe(true)
    }
  })

  it('two layers with the same symbolic eps share it', () => {
    const { checked } = derive(readNotation('Sequential(BatchNorm1d(2, eps=e), BatchNorm1d(2, eps=e))'))
    expect(checked.proof.tensors.map((tensor) => tensor.name).filter((name) => name.startsWith('e'))).toEqual(['e'])
  })
})

const NOT_EXACT: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'a bias below padding',
    'Sequential(Conv2d(2, 5, 1), Conv2d(5, 2, (3, 5), padding=(1, 2)))',
    ['Conv2d(5, 2, (3, 5), padding=(1, 2))', 'would give the bias', 'bias=False', 'drop-window'],
  ],
  [
    'an unpadded kernel below padding',
    'Sequential(Conv1d(1, 1, 3, bias=False), Conv1d(1, 1, 3, padding=1))',
    ['would still see the input', 'pad the layers before it'],
  ],
  [
    'too little padding below padding',
    'Sequential(Conv1d(1, 1, 5, padding=3, bias=False), Conv1d(1, 1, 3, padding=1))',
    ['border/not-exact'],
  ],
  [
    'three padded layers',
    'Sequential(Conv1d(1, 1, 3, padding=1, bias=False), Conv1d(1, 1, 3, padding=1, bias=False), Conv1d(1, 1, 3, padding=1, bias=False))',
    ['border/not-exact', 'layer 1'],
  ],
]

const EXACT: readonly (readonly [string, string])[] = [
  ['padding on the first layer', 'Sequential(Conv2d(3, 2, 3, padding=(1, 2)), Conv2d(2, 4, 2))'],
  [
    'a pointwise layer without bias below padding',
    'Sequential(Conv2d(2, 5, 1, bias=False), Conv2d(5, 2, 3, padding=1))',
  ],
  [
    'a strided pointwise layer without bias below padding',
    'Sequential(Conv1d(1, 2, 1, stride=2, bias=False), Conv1d(2, 2, 3, padding=1))',
  ],
  ['full padding below padding', 'Sequential(Conv1d(1, 1, 3, padding=2, bias=False), Conv1d(1, 1, 3, padding=1))'],
  [
    'padding on another axis than the kernel below',
    'Sequential(Conv2d(1, 1, (1, 3), padding=(0, 1), bias=False), Conv2d(1, 1, (3, 1), padding=(1, 0)))',
  ],
  ['a scale below padding', 'Sequential(Scale(2, bias=False), Conv1d(2, 2, 3, padding=1))'],
  ['nothing but identity below padding', 'Sequential(Identity(), Dropout(), Conv1d(2, 2, 3, padding=1))'],
  ['symbolic sizes with a pointwise layer below', 'Sequential(Conv(A, C, 1, bias=False), Conv(C, O, K, padding=p))'],
]

describe('padding between layers (docs/theory.md §3)', () => {
  it.each(NOT_EXACT)('refused: %s', (_, notation, parts) => {
    const message = refusal(notation)
    for (const part of parts) expect(message).toContain(part)
  })

  it.each(EXACT)('exact, with a checked proof: %s', (title, notation) => {
    const { checked, witness } = derive(readNotation(notation))
    const names = checked.proof.lemmas.flatMap((lemma) => lemma.rules.map((rule) => rule.rule))
    expect(names.includes('drop-window')).toBe(!title.startsWith('padding on the first'))
    expect(witness.complete).toBe(true)
  })

  it('padding that only reads zeros on the output itself is exact for that size', () => {
    const network =
      'Sequential(Conv1d(1, 1, 2, bias=False), Conv1d(1, 1, 3, stride=3, dilation=2, padding=2), Conv1d(1, 1, 2))'
    const { checked, witness } = derive(readNotation(network), { inputShape: [1, 8] })
    expect(witness.agrees).toBe(true)
    expect(
      checked.proof.lemmas
        .find((one) => one.name === 'y')
        ?.parameters.every((parameter) => parameter.extent !== undefined),
    ).toBe(true)
    expect(refusal(network, { inputShape: [1, 9] })).toContain('border/not-exact')
  })

  it.each([
    [
      'Sequential(Conv1d(1, 1, 2, stride=2, bias=False), Conv1d(1, 1, 3, padding=1))',
      [1, 9],
      'an input of 9 samples that is 0 but for sample 8; output 3 reads padding through tap 2',
    ],
    [
      'Sequential(Conv1d(1, 1, 3, bias=False), Conv1d(1, 1, 3, padding=1))',
      undefined,
      'an input of 3 samples that is 0 but for sample 0; output 0 reads padding through tap 0',
    ],
    [
      'Sequential(Conv1d(1, 1, 1), Conv1d(1, 1, 2, padding="same"))',
      undefined,
      'an input of 1 zeros; output 0 reads padding through tap 1',
    ],
    [
      'Sequential(Conv2d(2, 5, 1), Conv2d(5, 2, (3, 1), padding=(1, 0)))',
      undefined,
      'an input of 1 zeros along axis 0; output 0 reads padding through tap 0',
    ],
  ] as const)('%s with input %j: the counterexample is a real one', (network, inputShape, part) => {
    expect(refusal(network, inputShape === undefined ? {} : { inputShape })).toContain(part)
  })

  it('no counterexample is claimed where a size is symbolic', () => {
    expect(refusal('Sequential(Conv1d(1, 1, K), Conv1d(1, 1, 3, padding=1))')).not.toContain('counterexample')
  })

  it('pooling below padding is exact where the windows fill the input, and refused where a sample is left over', () => {
    const network = 'Sequential(AvgPool1d(2), Conv1d(2, 2, 3, padding=1))'
    expect(derive(readNotation(network), { inputShape: [2, 8] }).witness.agrees).toBe(true)
    expect(refusal(network, { inputShape: [2, 9] })).toContain('border/not-exact')
    expect(refusal(network)).toContain('border/not-exact')
  })
})
