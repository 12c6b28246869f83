/** Layers that people put between convolutions and that no linear layer equals; only for a better refusal. */

const NON_LINEAR: ReadonlySet<string> = new Set([
  ...['ReLU', 'ReLU6', 'LeakyReLU', 'PReLU', 'RReLU', 'ELU', 'CELU', 'SELU', 'GELU', 'SiLU', 'Swish', 'Mish', 'GLU'],
  ...[
    'Hardswish',
    'Hardsigmoid',
    'Hardtanh',
    'Hardshrink',
    'Softshrink',
    'Tanhshrink',
    'Sigmoid',
    'LogSigmoid',
    'Tanh',
  ],
  ...[
    'Softmax',
    'Softmax2d',
    'Softmin',
    'LogSoftmax',
    'AdaptiveLogSoftmaxWithLoss',
    'Softplus',
    'Softsign',
    'Threshold',
  ],
  ...['MaxPool1d', 'MaxPool2d', 'MaxPool3d', 'AdaptiveMaxPool1d', 'AdaptiveMaxPool2d', 'AdaptiveMaxPool3d'],
  ...['MaxUnpool1d', 'MaxUnpool2d', 'MaxUnpool3d', 'FractionalMaxPool2d', 'FractionalMaxPool3d'],
  ...['LPPool1d', 'LPPool2d', 'LPPool3d', 'LayerNorm', 'GroupNorm', 'LocalResponseNorm', 'CrossMapLRN2d', 'RMSNorm'],
  ...['InstanceNorm1d', 'InstanceNorm2d', 'InstanceNorm3d', 'LayerNorm2d', 'GRN'],
  ...['RNN', 'LSTM', 'GRU', 'RNNCell', 'LSTMCell', 'GRUCell', 'Bilinear', 'CosineSimilarity', 'PairwiseDistance'],
  ...['MultiheadAttention', 'Transformer', 'TransformerEncoder', 'TransformerDecoder'],
  ...['TransformerEncoderLayer', 'TransformerDecoderLayer', 'SqueezeExcitation', 'SqueezeExcite'],
])

/** True where the class is known not to be linear. */
export function isNonLinear(type: string): boolean {
  return NON_LINEAR.has(type)
}
