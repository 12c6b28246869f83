import { describe, expect, it } from 'vitest'
import { readNpy } from '../../src/read/npy.ts'
import { expectMutationsHandled, expectTruncationsRefused, refusal } from './hostile.ts'

function file(header: string, data: readonly number[] = [], version = 1, declared?: number): Uint8Array {
  const text = version < 3 ? Uint8Array.from(header, (c) => c.charCodeAt(0)) : new TextEncoder().encode(header)
  const start = version === 1 ? 10 : 12
  const bytes = new Uint8Array(start + text.byteLength + data.length)
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0])
  const view = new DataView(bytes.buffer)
  if (version === 1) view.setUint16(8, declared ?? text.byteLength, true)
  else view.setUint32(8, declared ?? text.byteLength, true)
  bytes.set(text, start)
  bytes.set(data, start + text.byteLength)
  return bytes
}

function header(descr: string, shape: string, fortran = 'False'): string {
  return `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }   \n`
}

function read(bytes: Uint8Array): ReturnType<typeof readNpy> {
  return readNpy(bytes, 'dir/a.npy')
}

const SIX = [1, 2, 3, 4, 5, 6]

describe('readNpy', () => {
  it.each([1, 2, 3])('reads version %d', (version) => {
    const tensor = read(file(header('|u1', '(2, 3)'), SIX, version))
    expect(tensor).toEqual({ name: 'a', dtype: 'uint8', shape: [2, 3], data: Float64Array.from(SIX) })
  })

  it.each([
    ['<f2', [0, 0x3c], 1],
    ['>f2', [0x3c, 0], 1],
    ['<f4', [0, 0, 0xc0, 0x3f], 1.5],
    ['>f4', [0x3f, 0xc0, 0, 0], 1.5],
    ['<f8', [0, 0, 0, 0, 0, 0, 0xf8, 0x3f], 1.5],
    ['>f8', [0x3f, 0xf8, 0, 0, 0, 0, 0, 0], 1.5],
    ['|i1', [0xff], -1],
    ['<i1', [0xff], -1],
    ['>i2', [0xff, 0xfe], -2],
    ['<i4', [0xfe, 0xff, 0xff, 0xff], -2],
    ['>i8', [0, 0, 0, 0, 0, 0, 0, 7], 7n],
    ['|u1', [0xff], 255],
    ['<u2', [1, 2], 513],
    ['>u4', [0, 0, 1, 0], 256],
    ['<u8', [255, 255, 255, 255, 255, 255, 255, 255], 2n ** 64n - 1n],
    ['|b1', [1], 1],
  ])('reads a scalar of %s', (descr, bytes, value) => {
    const tensor = read(file(header(descr, '()'), bytes))
    expect(tensor.shape).toEqual([])
    expect([...tensor.data]).toEqual([value])
  })

  it('turns Fortran order into row-major order', () => {
    expect([...read(file(header('|u1', '(2, 3)', 'True'), [1, 4, 2, 5, 3, 6])).data]).toEqual(SIX)
    const ones = Array.from({ length: 24 }, (_, i) => i)
    // Element (i, j, k) of a (2, 3, 4) array is stored at i + 2 j + 6 k.
    const expected = ones.map((n) => Math.floor(n / 12) + 2 * (Math.floor(n / 4) % 3) + 6 * (n % 4))
    expect([...read(file(header('|u1', '(2, 3, 4)', 'True'), ones)).data]).toEqual(expected)
    expect([...read(file(header('<u2', '(2, 2)', 'True'), [1, 0, 2, 0, 3, 0, 4, 0])).data]).toEqual([1, 3, 2, 4])
    expect(read(file(header('|u1', '(0, 3)', 'True'))).data.length).toBe(0)
  })

  it('reads headers with other blanks, quotes, order, trailing commas and long integers', () => {
    const text = '{"shape":(3L,),"fortran_order":False,"descr":"|u1"}'
    expect(read(file(text, [1, 2, 3])).shape).toEqual([3])
    expect(read(file(header('|u1', '(1,3,)'), [1, 2, 3])).shape).toEqual([1, 3])
  })

  it.each([
    ['another file', Uint8Array.of(0x50, 0x4b, 3, 4), 'npy/signature'],
    ['no bytes', new Uint8Array(), 'npy/signature'],
    ['version 4', file(header('|u1', '()'), [1], 4), 'npy/version'],
    ['a header longer than the file', file(header('|u1', '()'), [], 1, 500), 'npy/truncated'],
    ['a header of 4 GiB', file(header('|u1', '()'), [], 2, 0xffffffff), 'npy/header-too-long'],
    ['an expression', file("{'descr': open('x'), 'fortran_order': False, 'shape': ()}"), 'npy/header'],
    ['an expression in the shape', file(header('|u1', '(1+1,)')), 'npy/header'],
    ['a number in parentheses', file(header('|u1', '(3)')), 'npy/header'],
    ['a negative extent', file(header('|u1', '(-1,)')), 'npy/header'],
    ['an extent that is no safe integer', file(header('|u1', '(9999999999999999,)')), 'npy/shape'],
    ['an extent with too many digits', file(header('|u1', '(99999999999999999999,)')), 'npy/header'],
    ['a shape that overflows', file(header('|u1', `(${2 ** 40}, ${2 ** 40})`)), 'npy/shape'],
    ['a huge array', file(header('<f8', `(${2 ** 40},)`), SIX), 'npy/size-differs'],
    ['too few bytes', file(header('<f8', '(1,)'), SIX), 'npy/size-differs'],
    ['too many bytes', file(header('|u1', '(5,)'), SIX), 'npy/size-differs'],
    ['a missing key', file("{'descr': '|u1', 'shape': ()}", [1]), 'npy/header'],
    ['a key twice', file("{'shape': (), 'shape': ()}", [1]), 'npy/header'],
    ['an unknown key', file("{'__proto__': ()}"), 'npy/header'],
    ['text after the dictionary', file(`${header('|u1', '()')}x`, [1]), 'npy/header'],
    ['an unclosed dictionary', file("{'descr': '|u1'"), 'npy/header'],
    ['a bool that is 2', file(header('|b1', '(1,)'), [2]), 'npy/bool'],
  ])('refuses %s', (_, bytes, code) => {
    expect(refusal(() => read(bytes)).code).toBe(code)
  })

  it.each(['|O', '|S3', '<U4', '|V2', '<c16', '<M8[D]', '<m8', '<f16', '<i3', '=f4', '|f4', 'f4', ''])(
    'refuses the dtype "%s"',
    (descr) => {
      expect(refusal(() => read(file(header(descr, '()'), [1]))).code).toBe('npy/dtype')
    },
  )

  it('refuses a header that is not UTF-8', () => {
    const bytes = file(header('|u1', '()'), [1], 3)
    bytes[20] = 0xff
    expect(refusal(() => read(bytes)).what).toBe('the header is not valid UTF-8')
  })

  it('refuses structured types by name', () => {
    const problem = refusal(() => read(file("{'descr': [('a', '<i4')], 'fortran_order': False, 'shape': ()}")))
    expect(problem.code).toBe('npy/dtype')
    expect(problem.what).toContain('structured')
    expect(problem.where).toBe('dir/a.npy')
  })

  const valid = file(header('<f4', '(2, 1)', 'True'), [0, 0, 0x80, 0x3f, 0, 0, 0, 0x40])
  it('refuses every truncation', () => expectTruncationsRefused(valid, read))
  it('reads or refuses every mutation', () => expectMutationsHandled(valid, read))
})
