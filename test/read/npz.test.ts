import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { encodeNpy } from '../../src/emit/weights/format/npy.ts'
import { readNpz } from '../../src/read/npz.ts'
import { expectMutationsHandled, expectTruncationsRefused, refusal } from './hostile.ts'

const array = encodeNpy({ shape: [2], dtype: 'float32', bytes: new Uint8Array(Float32Array.of(1.5, -2).buffer) })
const mtime = new Date(1980, 0, 1)

function zip(files: { readonly [name: string]: Uint8Array }, level: 0 | 6 = 0): Uint8Array {
  return zipSync(files, { level, mtime })
}

function read(bytes: Uint8Array): ReturnType<typeof readNpz> {
  return readNpz(bytes, 'w.npz')
}

/** The offset of the first directory entry, from the end record. */
function directoryOf(bytes: Uint8Array): number {
  return new DataView(bytes.buffer).getUint32(bytes.byteLength - 6, true)
}

/** A one-array archive with one field of its directory entry replaced. */
function withField(offset: number, value: number, width: 2 | 4, level: 0 | 6 = 0): Uint8Array {
  const bytes = zip({ 'a.npy': array }, level)
  const view = new DataView(bytes.buffer)
  if (width === 2) view.setUint16(directoryOf(bytes) + offset, value, true)
  else view.setUint32(directoryOf(bytes) + offset, value, true)
  return bytes
}

/** An archive whose end record has one 16-bit field replaced. */
function withEndField(offset: number, value: number): Uint8Array {
  const bytes = zip({ 'a.npy': array })
  new DataView(bytes.buffer).setUint16(bytes.byteLength - 22 + offset, value, true)
  return bytes
}

/** Two entries with names of equal length, the second of which is renamed to the first. */
function withDuplicate(): Uint8Array {
  const bytes = zip({ 'a.npy': array, 'b.npy': array })
  return bytes.map((byte, i) => (byte === 0x62 && bytes[i + 1] === 0x2e ? 0x61 : byte))
}

/** A one-array archive whose entry has a name that fflate would not write. */
function withName(name: string): Uint8Array {
  const bytes = zip({ ['x'.repeat(name.length)]: array })
  const text = new TextEncoder().encode(name)
  bytes.set(text, 30)
  bytes.set(text, directoryOf(bytes) + 46)
  return bytes
}

describe('readNpz', () => {
  it.each([0, 6] as const)('reads arrays packed at level %d, in archive order', (level) => {
    const tensors = read(zip({ 'b.weight.npy': array, 'a/bias.npy': array, '__proto__.npy': array }, level))
    expect([...tensors.keys()]).toEqual(['b.weight', 'a/bias', '__proto__'])
    expect(tensors.get('b.weight')).toEqual({
      name: 'b.weight',
      dtype: 'float32',
      shape: [2],
      data: Float64Array.of(1.5, -2),
    })
  })

  it('reads an archive without arrays and an archive with a comment', () => {
    expect(read(zip({})).size).toBe(0)
    const plain = zip({ 'a.npy': array })
    const commented = new Uint8Array(plain.byteLength + 5)
    commented.set(plain)
    commented[plain.byteLength - 2] = 5
    expect([...read(commented).keys()]).toEqual(['a'])
  })

  it.each([
    ['no bytes', new Uint8Array(), 'npz/truncated'],
    ['another file', array, 'npz/truncated'],
    ['an entry that is no array', zip({ 'readme.txt': array }), 'npz/name'],
    ['an entry named __proto__', withName('__proto__'), 'npz/name'],
    ['an entry without a name', zip({ '.npy': array }), 'npz/name'],
    ['a path upwards', zip({ '../a.npy': array }), 'npz/name'],
    ['an absolute path', zip({ '/a.npy': array }), 'npz/name'],
    ['a control character', zip({ 'a\u001b.npy': array }), 'npz/name'],
    ['a name that is not UTF-8', withField(46, 0xfffe, 2), 'npz/name'],
    ['a duplicate', withDuplicate(), 'npz/duplicate'],
    ['an encrypted entry', withField(8, 1, 2), 'npz/encrypted'],
    ['an unknown compression', withField(10, 12, 2), 'npz/compression'],
    ['another checksum', withField(16, 7, 4), 'npz/corrupt'],
    ['an implausible size', withField(24, 0xfffffff0, 4, 6), 'npz/size'],
    ['a stored size that differs', withField(24, 1, 4), 'npz/size'],
    ['a size that is too small', withField(24, 100, 4, 6), 'npz/corrupt'],
    ['a size that is too large', withField(24, 200, 4, 6), 'npz/corrupt'],
    ['a packed size beyond the file', withField(20, 0xfffffff0, 4, 6), 'npz/size'],
    ['zip64 sizes', withField(24, 0xffffffff, 4), 'npz/zip64'],
    ['an offset elsewhere', withField(42, 9, 4), 'npz/directory'],
    ['an offset past the end', withField(42, 0xfffffff0, 4), 'npz/directory'],
    ['a name past the end', withField(28, 0xffff, 2), 'npz/directory'],
    ['zip64 counts', withEndField(10, 0xffff), 'npz/zip64'],
    ['several disks', withEndField(4, 1), 'npz/split'],
    ['an entry that is no npy file', zip({ 'a.npy': Uint8Array.of(1) }), 'npy/signature'],
  ])('refuses %s', (_, bytes, code) => {
    expect(refusal(() => read(bytes)).code).toBe(code)
  })

  it('refuses many entries that share their bytes', () => {
    const one = zip({ 'a.npy': new Uint8Array(100_000) }, 6)
    const start = directoryOf(one)
    const entry = one.slice(start, one.byteLength - 22)
    const count = 200
    const bytes = new Uint8Array(start + count * entry.byteLength + 22)
    bytes.set(one.subarray(0, start))
    for (let i = 0; i < count; i++) {
      bytes.set(entry, start + i * entry.byteLength)
      bytes[start + i * entry.byteLength + 46] = 0x30 + (i % 64)
      bytes[start + i * entry.byteLength + 47] = 0x30 + Math.floor(i / 64)
    }
    bytes.set(one.subarray(-22), bytes.byteLength - 22)
    const view = new DataView(bytes.buffer)
    view.setUint16(bytes.byteLength - 14, count, true)
    view.setUint16(bytes.byteLength - 12, count, true)
    expect(refusal(() => read(bytes)).code).toBe('npz/size')
  })

  it('names the archive and the array', () => {
    const cut = array.slice(0, array.byteLength - 1)
    expect(refusal(() => read(zip({ 'a.npy': cut }))).where).toBe('w.npz, "a"')
  })

  it('refuses every truncation', () => expectTruncationsRefused(zip({ 'a.npy': array, 'b.npy': array }, 6), read))
  it('reads or refuses every mutation of a stored archive', () => expectMutationsHandled(zip({ 'a.npy': array }), read))
  it('reads or refuses every mutation of a packed archive', () =>
    expectMutationsHandled(zip({ 'a.npy': array }, 6), read))
})
