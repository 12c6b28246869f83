/** The networks of the gallery: the article's derivation first, then what it leaves out, one thing at a time. */
import type { Detail } from '../src/index.ts'

export interface GalleryPage {
  readonly name: string
  readonly title: string
  readonly about: string
  readonly network: string
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
]
