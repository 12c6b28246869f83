/** Layers that people put between convolutions and that no linear layer equals; only for a better refusal. */

const NON_LINEAR: ReadonlySet<string> = new Set([
  ...['ReLU', 'ReLU6', 'LeakyReLU', 'PReLU', 'ELU', 'CELU', 'SELU', 'GELU', 'SiLU', 'Mish', 'Hardswish', 'Hardsigmoid'],
  ...['Hardtanh', 'Sigmoid', 'Tanh', 'Softmax', 'Softmax2d', 'LogSoftmax', 'Softplus', 'Softsign', 'Threshold'],
  ...['MaxPool1d', 'MaxPool2d', 'MaxPool3d', 'AdaptiveMaxPool1d', 'AdaptiveMaxPool2d', 'AdaptiveMaxPool3d', 'LPPool2d'],
  ...['LayerNorm', 'GroupNorm', 'InstanceNorm1d', 'InstanceNorm2d', 'InstanceNorm3d', 'LocalResponseNorm', 'RMSNorm'],
  ...['RNN', 'LSTM', 'GRU', 'MultiheadAttention', 'TransformerEncoderLayer'],
])

/** True where the class is known not to be linear. */
export function isNonLinear(type: string): boolean {
  return NON_LINEAR.has(type)
}
