/** Networks that the integration suites show in every format. */
export const SHOWN: readonly { readonly name: string; readonly notation: string; readonly detail: string }[] = [
  {
    name: 'two-kernels',
    notation: 'Sequential(Conv1d(1, 1, 2, bias=False), Conv1d(1, 1, 2, bias=False))',
    detail: 'expanded',
  },
  { name: 'channels', notation: 'Sequential(Conv1d(2, 2, 2), Conv1d(2, 1, 2))', detail: 'expanded' },
  {
    name: 'general',
    notation:
      'Sequential(Conv(A, C, K_1, stride=s_1, dilation=delta_1, padding=p_1), Conv(C, O, K_2, stride=s_2, dilation=delta_2))',
    detail: 'atomic',
  },
  {
    name: 'norm-and-pool',
    notation: 'Sequential(Conv2d(3, 4, 3, padding=1, bias=False), BatchNorm2d(4), AvgPool2d((2, 1)), Conv2d(4, 2, 2))',
    detail: 'rules',
  },
  {
    name: 'grouped',
    notation: 'Sequential(Conv1d(4, 8, 2, groups=4), Conv1d(8, 6, 3, groups=2, name="lambda_filter"))',
    detail: 'story',
  },
]
