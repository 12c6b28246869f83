/** Unpacks a zip archive whose directory, sizes and checksums have been checked first. Imports only errors and fflate. */
import { inflateSync } from 'fflate'
import { fail } from '../errors.ts'

/** One file of the archive. */
export interface ZipEntry {
  readonly name: string
  readonly bytes: Uint8Array
}

interface Listing {
  readonly name: string
  readonly method: number
  readonly checksum: number
  readonly packed: number
  readonly size: number
  readonly offset: number
}

const END_BYTES = 22
const LISTING_BYTES = 46
const LOCAL_BYTES = 30
const MAX_COMMENT = 65_535
const UNSET = 0xffffffff

/** Deflate cannot pack better than 1032 to 1; the constant covers tiny files. */
const MAX_RATIO = 1032
const RATIO_SLACK = 1024
const MAX_TOTAL = 4 * 2 ** 30

/**
 * All files in directory order. Nothing is unpacked before every declared size has been found plausible.
 * @throws ConvolemmaError "npz/…", naming the archive, the entry and the numbers
 * @source PKWARE APPNOTE 6.3.10 §4.3
 */
export function unpackZip(bytes: Uint8Array, fileName: string): readonly ZipEntry[] {
  const listings = readDirectory(bytes, fileName)
  checkTotals(listings, bytes.byteLength, fileName)
  return listings.map((listing) => ({ name: listing.name, bytes: unpack(bytes, listing, fileName) }))
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** The offset of the end record, which is the last 22 bytes unless a comment follows it. */
function findEnd(view: DataView, where: string): number {
  const last = view.byteLength - END_BYTES
  for (let at = last; at >= Math.max(0, last - MAX_COMMENT); at--) {
    const isEnd = view.getUint32(at, true) === 0x06054b50
    if (isEnd && view.getUint16(at + 20, true) === last - at) return at
  }
  const what = `no zip directory within the ${view.byteLength} bytes of the file`
  const fix = ['copy the file again, it may be cut off', 'write it with numpy.savez']
  return fail({ code: 'npz/truncated', what, where, fix })
}

function readDirectory(bytes: Uint8Array, where: string): readonly Listing[] {
  const view = viewOf(bytes)
  const end = findEnd(view, where)
  const count = view.getUint16(end + 10, true)
  const start = view.getUint32(end + 16, true)
  if (count === 0xffff || start === UNSET) refuseZip64(where)
  if (view.getUint16(end + 4, true) !== 0 || view.getUint16(end + 8, true) !== count) {
    fail({ code: 'npz/split', what: 'the archive is split into several files', where })
  }
  const listings: Listing[] = []
  const names = new Set<string>()
  let at = start
  for (let i = 0; i < count; i++) {
    if (at + LISTING_BYTES > end || view.getUint32(at, true) !== 0x02014b50) {
      fail({ code: 'npz/directory', what: `entry ${i} of ${count} of the zip directory is not at byte ${at}`, where })
    }
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => view.getUint16(at + field, true))
    const next = at + LISTING_BYTES + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0)
    if (next > end) fail({ code: 'npz/directory', what: `entry ${i} of the zip directory is cut off`, where })
    const nameBytes = bytes.subarray(at + LISTING_BYTES, at + LISTING_BYTES + (nameLength ?? 0))
    const listing = readListing(view, at, decodeName(nameBytes, i, where), where)
    if (names.has(listing.name)) {
      fail({ code: 'npz/duplicate', what: `the archive has two entries named ${JSON.stringify(listing.name)}`, where })
    }
    names.add(listing.name)
    listings.push(listing)
    at = next
  }
  if (at !== end) fail({ code: 'npz/directory', what: `the zip directory ends at byte ${at}, expected ${end}`, where })
  return listings
}

function refuseZip64(where: string): never {
  const fix = 'keep the arrays below 4 GiB, or store them as .safetensors'
  return fail({ code: 'npz/zip64', what: 'the archive uses zip64 sizes, which cannot be read', where, fix })
}

function decodeName(bytes: Uint8Array, index: number, where: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    return fail({ code: 'npz/name', what: `the name of entry ${index} is not valid UTF-8`, where }, cause)
  }
}

function readListing(view: DataView, at: number, name: string, fileName: string): Listing {
  const where = entryPlace(fileName, name)
  const flags = view.getUint16(at + 8, true)
  const method = view.getUint16(at + 10, true)
  const checksum = view.getUint32(at + 16, true)
  const packed = view.getUint32(at + 20, true)
  const size = view.getUint32(at + 24, true)
  const offset = view.getUint32(at + 42, true)
  if ((flags & 0x2041) !== 0) fail({ code: 'npz/encrypted', what: 'the entry is encrypted', where })
  if (packed === UNSET || size === UNSET || offset === UNSET) refuseZip64(where)
  if (method !== 0 && method !== 8) {
    const what = `the entry uses compression method ${method}, only stored (0) and deflate (8) can be read`
    fail({ code: 'npz/compression', what, where, fix: 'write it with numpy.savez or numpy.savez_compressed' })
  }
  const most = method === 0 ? packed : packed * MAX_RATIO + RATIO_SLACK
  if (size > most || (method === 0 && size !== packed)) {
    fail({ code: 'npz/size', what: `the entry declares ${size} bytes from ${packed} packed ones`, where })
  }
  return { name, method, checksum, packed, size, offset }
}

function entryPlace(fileName: string, name: string): string {
  return `${fileName}, entry ${JSON.stringify(name.slice(0, 120))}`
}

/** Entries that share packed bytes would multiply what the file holds, so the packed sizes must fit into it together. */
function checkTotals(listings: readonly Listing[], available: number, where: string): void {
  const packed = listings.reduce((sum, listing) => sum + listing.packed, 0)
  if (packed > available) {
    fail({ code: 'npz/size', what: `the entries declare ${packed} packed bytes, the file has ${available}`, where })
  }
  const total = listings.reduce((sum, listing) => sum + listing.size, 0)
  if (total > MAX_TOTAL) {
    fail({ code: 'npz/size', what: `the entries unpack to ${total} bytes, at most ${MAX_TOTAL} can be read`, where })
  }
}

function unpack(bytes: Uint8Array, listing: Listing, fileName: string): Uint8Array {
  const where = entryPlace(fileName, listing.name)
  const view = viewOf(bytes)
  const { offset, packed, size } = listing
  if (offset + LOCAL_BYTES > bytes.byteLength || view.getUint32(offset, true) !== 0x04034b50) {
    fail({ code: 'npz/directory', what: `the entry does not start at byte ${offset}`, where })
  }
  const start = offset + LOCAL_BYTES + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true)
  if (start + packed > bytes.byteLength) {
    const what = `the entry takes the bytes ${start} to ${start + packed}, the file has ${bytes.byteLength}`
    fail({ code: 'npz/truncated', what, where, fix: 'copy the file again, it is cut off' })
  }
  const source = bytes.subarray(start, start + packed)
  const unpacked = listing.method === 0 ? source : inflate(source, size, where)
  if (unpacked.byteLength !== size) {
    fail({ code: 'npz/corrupt', what: `the entry does not unpack to the ${size} bytes that it declares`, where })
  }
  if (crc32(unpacked) !== listing.checksum) {
    fail({ code: 'npz/corrupt', what: 'the checksum of the entry does not match its bytes', where })
  }
  return unpacked
}

/** One byte more than declared is offered, so that data that does not end there is noticed. */
function inflate(source: Uint8Array, size: number, where: string): Uint8Array {
  try {
    return inflateSync(source, { out: new Uint8Array(size + 1) })
  } catch (cause) {
    return fail({ code: 'npz/corrupt', what: 'the packed bytes of the entry cannot be unpacked', where }, cause)
  }
}

/** The checksum of zip archives. @source ISO 3309, reflected polynomial 0xedb88320 */
function crc32(bytes: Uint8Array): number {
  const table = Uint32Array.from({ length: 256 }, (_, index) => {
    let value = index
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
    return value
  })
  let sum = -1
  for (const byte of bytes) sum = (table[(sum ^ byte) & 0xff] ?? 0) ^ (sum >>> 8)
  return ~sum >>> 0
}
