/** The networks of the gallery: the article's derivation first, then what it leaves out, one thing at a time. */
import type { Detail } from '../src/index.ts'
import { type Example, exampleFile } from './example.ts'

export interface GalleryPage extends Example {
  readonly name: string
  readonly title: string
  readonly about: string
  readonly detail: Detail
}

export const GALLERY: readonly GalleryPage[] = [
  {
    name: '01-two-kernels',
    title: 'Two kernels of two taps',
    about:
      'One channel, no bias: every sum written out, the zeros added, the reversed kernel sliding over the padded one.',
    network: 'Sequential(Conv1d(1, 1, 2, bias=False), Conv1d(1, 1, 2, bias=False))',
    detail: 'expanded',
  },
  {
    name: '02-bias-of-the-second',
    title: 'The second kernel has a bias',
    about: 'The bias of the outer layer is not touched by anything.',
    network: 'Sequential(Conv1d(1, 1, 2, bias=False), Conv1d(1, 1, 2))',
    detail: 'expanded',
  },
  {
    name: '03-bias-of-the-first',
    title: 'The first kernel has a bias',
    about: 'The bias of the inner layer is a constant signal, which the outer kernel sums.',
    network: 'Sequential(Conv1d(1, 1, 2), Conv1d(1, 1, 2, bias=False))',
    detail: 'expanded',
  },
  {
    name: '04-several-channels',
    title: 'Several channels',
    about: 'Two input channels, two in between, one output: each pair of channels is a sum over the channels between.',
    network: 'Sequential(Conv1d(2, 2, 2, bias=False), Conv1d(2, 1, 2, bias=False))',
    detail: 'expanded',
  },
  {
    name: '05-two-dimensions',
    title: 'Two dimensions',
    about: 'The same, on images.',
    network: 'Sequential(Conv2d(1, 1, 2, bias=False), Conv2d(1, 1, 2, bias=False))',
    detail: 'expanded',
  },
  {
    name: '06-general',
    title: 'The general case',
    about:
      'Any rank, any number of channels, symbolic kernel sizes, strides, dilations, padding on the first layer, both biases.',
    network:
      'Sequential(Conv(A, C, K_1, stride=s_1, dilation=delta_1, padding=p_1), Conv(C, O, K_2, stride=s_2, dilation=delta_2))',
    detail: 'atomic',
  },
  {
    name: '07-coarse-grid',
    title: 'Strides and dilations on a coarse grid',
    about: 'All taps of the merged kernel lie on multiples of 3, so it is a convolution with dilation 3.',
    network: 'Sequential(Conv1d(2, 3, 2, dilation=3), Conv1d(3, 2, 4, dilation=3))',
    detail: 'rules',
  },
  {
    name: '08-depthwise-pointwise',
    title: 'Depthwise, then pointwise',
    about: 'A depthwise layer keeps its channel; the pointwise one mixes them.',
    network: 'Sequential(Conv2d(5, 5, (3, 2), groups=5), Conv2d(5, 3, 1))',
    detail: 'rules',
  },
  {
    name: '09-groups',
    title: 'Groups',
    about: 'Grouped kernels are dense kernels with zeros.',
    network: 'Sequential(Conv1d(4, 8, 2, groups=4), Conv1d(8, 6, 3, groups=2, bias=False))',
    detail: 'rules',
  },
  {
    name: '10-norm-and-pool',
    title: 'Batch normalisation and average pooling between convolutions',
    about: 'A chain of four layers is merged one layer at a time.',
    network: 'Sequential(Conv2d(3, 4, 3, padding=1, bias=False), BatchNorm2d(4), AvgPool2d((2, 1)), Conv2d(4, 2, 2))',
    detail: 'rules',
  },
  {
    name: '11-padding-between',
    title: 'Padding between the layers that changes nothing',
    about:
      'Full padding below a padded layer: what the padding hides would have been zero anyway, and the proof shows it.',
    network: 'Sequential(Conv1d(1, 1, 3, padding=2, bias=False), Conv1d(1, 1, 3, padding=1, bias=False))',
    detail: 'rules',
  },
  {
    name: '12-flipped',
    title: 'A flipped kernel',
    about: 'mode="convolution" counts the taps from the other end.',
    network: 'Sequential(Conv1d(1, 1, 3, bias=False), Conv1d(1, 1, 2, mode="convolution", bias=False))',
    detail: 'expanded',
  },
  {
    name: '13-strided-pointwise',
    title: 'A strided pointwise layer',
    about:
      'Where only one of the two layers has taps, nothing needs to be grouped: the strides and dilations multiply.',
    network: 'Sequential(Conv(A, C, 1, stride=s_1, bias=False), Conv(C, O, K, stride=s_2, dilation=delta, bias=False))',
    detail: 'rules',
  },
  {
    name: '14-up-sampling',
    title: 'Up-sampling, then a convolution',
    about:
      'The outputs of a transposed convolution come in blocks of two: the merged layer has one kernel for each phase r of a block.',
    network: 'Sequential(ConvTranspose1d(1, 1, 4, stride=2, padding=1, bias=False), Conv1d(1, 1, 3, bias=False))',
    detail: 'rules',
  },
  {
    name: '15-pixel-shuffle',
    title: 'A pixel shuffle between the layers',
    about: 'Channels become phases; the convolution above the shuffle reads both from the coarse input.',
    network: 'Sequential(Conv2d(2, 4, 1), PixelShuffle(2), Conv2d(1, 1, 3, bias=False))',
    detail: 'rules',
  },
  {
    name: '16-three-rates',
    title: 'Up by 3, down by 2, up by 2',
    about: 'Six outputs for every two inputs: the rates multiply, and an index is split by Euclidean division.',
    network:
      'Sequential(Upsample(scale_factor=3), Conv1d(1, 1, 2, stride=2, bias=False), ConvTranspose1d(1, 1, 2, stride=2, bias=False))',
    input: [1, 4],
    detail: 'rules',
  },
  {
    name: '17-exact-borders',
    title: 'Exact at the border',
    about:
      'Where the second layer reads its own padding, taps are missing: the kernel depends on the position, and it changes only near the border.',
    network: 'Sequential(Conv1d(1, 1, 3, padding=1), Conv1d(1, 1, 3, padding=1))',
    borders: 'exact',
    detail: 'rules',
  },
  {
    name: '18-interior',
    title: 'Away from the border',
    about: 'The same two layers as one kernel, and the outputs for which it is right.',
    network: 'Sequential(Conv1d(1, 1, 3, padding=1), Conv1d(1, 1, 3, padding=1))',
    input: [1, 8],
    borders: 'interior',
    detail: 'rules',
  },
  {
    name: '19-ones-channel',
    title: 'A bias below padding is a channel of ones',
    about:
      'The padding hides the bias of the pointwise layer, not its kernel: one convolution of the input, and one of a signal that is 1 on the input.',
    network: 'Sequential(Conv1d(1, 2, 1), Conv1d(2, 1, 3, padding=1))',
    borders: 'exact',
    detail: 'rules',
  },
  {
    name: '20-circular',
    title: 'Circular padding twice',
    about: 'A periodic signal stays periodic, so that the wrap between the layers is the wrap of the input.',
    network:
      'Sequential(Conv1d(1, 1, 3, padding=1, padding_mode="circular", bias=False), Conv1d(1, 1, 3, padding=1, padding_mode="circular"))',
    detail: 'rules',
  },
  {
    name: '21-residual',
    title: 'A residual connection',
    about: 'The input itself is a kernel with a single 1; the branches read the same samples and their weights add up.',
    network: 'Residual(Conv1d(2, 3, 3, padding=1), Conv1d(3, 2, 1))',
    detail: 'rules',
  },
  {
    name: '22-concatenation',
    title: 'A concatenation below a pointwise layer',
    about: 'The pointwise layer multiplies each branch by its own columns.',
    network: 'Sequential(Concat(Conv1d(2, 1, 1), Conv1d(2, 2, 3, padding=1)), Conv1d(3, 2, 1))',
    detail: 'rules',
  },
  {
    name: '23-two-inputs',
    title: 'Two inputs',
    about: 'One kernel for each input; the biases are added once.',
    ...exampleFile('two-inputs.json'),
    inputs: { x: [1, 8], u: [1, 8] },
    detail: 'rules',
  },
]
