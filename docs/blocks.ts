/** Blocks of published networks that train as many layers and run as one: each a file of docs/examples. Holds only data. */
import { type Example, exampleFile } from './example.ts'

export interface Block extends Example {
  readonly name: string
  readonly title: string
  /** What the block is, in one sentence. */
  readonly about: string
  readonly source: { readonly text: string; readonly link: string }
  /** What is worth knowing about the merge. */
  readonly remark?: string
}

const DIVERSE_BRANCH = {
  text: 'Ding, Zhang, Han, Ding: Diverse Branch Block, CVPR 2021',
  link: 'https://arxiv.org/abs/2103.13425',
}

export const BLOCKS: readonly Block[] = [
  {
    name: 'repvgg',
    title: 'RepVGG',
    about:
      'A 3×3 convolution, a 1×1 convolution and the identity, each with a batch normalisation of its own, are added.',
    source: {
      text: 'Ding, Zhang, Ma, Han, Ding, Sun: RepVGG, CVPR 2021',
      link: 'https://arxiv.org/abs/2101.03697',
    },
    ...exampleFile('repvgg.txt'),
  },
  {
    name: 'acnet',
    title: 'ACNet',
    about: 'A 3×3 convolution is strengthened by a 1×3 and a 3×1 convolution, each with a batch normalisation.',
    source: { text: 'Ding, Guo, Ding, Han: ACNet, ICCV 2019', link: 'https://arxiv.org/abs/1908.03930' },
    remark:
      'The three kernels are aligned by their offsets, so that the narrow ones lie on the cross of the square one.',
    ...exampleFile('acnet.txt'),
  },
  {
    name: 'diverse-branch',
    title: 'Diverse Branch Block',
    about:
      'Four branches with batch normalisations are added: 3×3; 1×1; 1×1 and then 3×3; 1×1 and then an average of 3×3.',
    source: DIVERSE_BRANCH,
    remark:
      'Both two-layer branches pad before the 1×1 convolution. Around the image the second layer then reads what the normalisation makes of zeros, as in the published block, which pads its intermediate signal with that value; so the merge is exact at the border.',
    ...exampleFile('diverse-branch.txt'),
  },
  {
    name: 'diverse-branch-zeros',
    title: 'Diverse Branch Block with zeros between its layers',
    about: 'The same four branches, where the second layer of a branch pads with zeros.',
    source: DIVERSE_BRANCH,
    remark:
      'The zeros hide the shift of the normalisation below, so that no single convolution is right at the border and the merge is refused by default. With `--borders exact` the hidden shifts become the kernel of a channel that is 1 on the image.',
    ...exampleFile('diverse-branch-zeros.txt'),
    borders: 'exact',
  },
  {
    name: 'mobileone',
    title: 'MobileOne',
    about: 'Three 3×3 convolutions, a 1×1 convolution and the identity, each with a batch normalisation, are added.',
    source: {
      text: 'Vasu, Gabriel, Zhu, Tuzel, Ranjan: MobileOne, CVPR 2023',
      link: 'https://arxiv.org/abs/2206.04040',
    },
    ...exampleFile('mobileone.txt'),
  },
  {
    name: 'inception',
    title: 'Inception',
    about: 'Convolutions of several sizes and an average are concatenated, and a 1×1 convolution mixes their channels.',
    source: {
      text: 'after Szegedy and others: Going Deeper with Convolutions, CVPR 2015',
      link: 'https://arxiv.org/abs/1409.4842',
    },
    remark: 'Without non-linear layers between them; all branches fit into the largest kernel.',
    ...exampleFile('inception.txt'),
  },
  {
    name: 'sesr',
    title: 'SESR',
    about: 'A collapsible block: a 3×3 convolution to many channels, a 1×1 convolution back, and a short residual.',
    source: {
      text: 'Bhardwaj and others: Collapsible Linear Blocks for Super-Efficient Super Resolution, MLSys 2022',
      link: 'https://arxiv.org/abs/2103.09404',
    },
    ...exampleFile('sesr.txt'),
  },
  {
    name: 'expandnet',
    title: 'ExpandNet',
    about: 'A 3×3 convolution is expanded into 1×1, 3×3 and 1×1 convolutions with more channels between them.',
    source: {
      text: 'Guo, Alvarez, Salzmann: ExpandNets, NeurIPS 2020',
      link: 'https://arxiv.org/abs/1811.10495',
    },
    remark:
      'The layers below the padding have no bias, so that outside of the image they give zeros, and the merge is exact.',
    ...exampleFile('expandnet.txt'),
  },
  {
    name: 'depthwise-separable',
    title: 'Depthwise-separable convolution',
    about: 'A depthwise 3×3 convolution and a pointwise convolution, each with a batch normalisation.',
    source: { text: 'Howard and others: MobileNets, 2017', link: 'https://arxiv.org/abs/1704.04861' },
    remark: 'Merged it is dense: fewer layers, but more parameters. What merges need not pay.',
    ...exampleFile('depthwise-separable.txt'),
  },
  {
    name: 'fastvit',
    title: 'FastViT’s token mixer',
    about:
      'RepMixer, x + γ·(mixer(x) − norm(x)): a depthwise block of three branches minus a batch normalisation, scaled and added to the input.',
    source: {
      text: 'Vasu, Gabriel, Zhu, Tuzel, Ranjan: FastViT, ICCV 2023',
      link: 'https://arxiv.org/abs/2303.14189',
    },
    ...exampleFile('fastvit.txt'),
  },
  {
    name: 'unireplknet',
    title: 'UniRepLKNet’s dilated branches',
    about:
      'A large depthwise convolution is strengthened by small dilated ones, each with a batch normalisation: 9×9 with 5×5 and 3×3 at dilations 1 to 4.',
    source: {
      text: 'Ding, Zhang, Ge, Zhao, Song, Yue, Shan: UniRepLKNet, CVPR 2024',
      link: 'https://arxiv.org/abs/2311.15599',
    },
    remark: 'A dilated kernel is a larger one with zeros between its taps.',
    ...exampleFile('unireplknet.txt'),
  },
]
