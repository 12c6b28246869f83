/** Reads the npz format: a zip archive of npy files. Never imports a network. */
import { fail, printable } from '../errors.ts'
import { readNpy } from './npy.ts'
import { quoted, type StoredTensor } from './tensor.ts'
import { unpackZip } from './zip.ts'

/**
 * Read every array of an npz archive, in archive order; names are without ".npy".
 * @throws ConvolemmaError "npz/…" for the archive, "npy/…" for an array in it
 * @source numpy.savez
 */
export function readNpz(bytes: Uint8Array, fileName: string): ReadonlyMap<string, StoredTensor> {
  const entries = unpackZip(bytes, fileName).map((entry) => ({ ...entry, name: arrayName(entry.name, fileName) }))
  return new Map(
    entries.map((entry) => [
      entry.name,
      { ...readNpy(entry.bytes, `${fileName}, ${quoted(entry.name)}`), name: entry.name },
    ]),
  )
}

function arrayName(path: string, where: string): string {
  const name = path.replace(/\.npy$/, '')
  if (name === path || name === '') {
    fail({ code: 'npz/name', what: `the entry ${quoted(path)} is not an array, expected a name ending in .npy`, where })
  }
  const steps = name.split('/')
  if (printable(name) !== name || name.includes('\\') || steps.includes('..') || steps.includes('')) {
    fail({ code: 'npz/name', what: `the entry name ${quoted(path)} is not a plain array name`, where })
  }
  return name
}
