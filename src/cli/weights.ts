/** Reads the weight files of a command. */
import { basename, extname } from 'node:path'
import { fail, readNpy, readNpz, readSafetensors, type StoredTensor } from '../index.ts'
import { readBytes } from './files.ts'

/** The tensors of all files, undefined where there is none. @throws ConvolemmaError naming a tensor that two files hold */
export function readWeights(paths: readonly string[]): ReadonlyMap<string, StoredTensor> | undefined {
  if (paths.length === 0) return undefined
  const tensors = new Map<string, StoredTensor>()
  for (const path of paths) {
    for (const [name, tensor] of readOne(path)) {
      if (tensors.has(name)) fail({ code: 'weights/twice', what: `${name} is in two files`, where: path })
      tensors.set(name, tensor)
    }
  }
  return tensors
}

function readOne(path: string): ReadonlyMap<string, StoredTensor> {
  const bytes = readBytes(path)
  const ending = extname(path).toLowerCase()
  if (ending === '.npz') return readNpz(bytes, path)
  if (ending === '.npy') return new Map([[basename(path, '.npy'), readNpy(bytes, path)]])
  if (ending === '.safetensors') return readSafetensors(bytes, path).tensors
  return fail({
    code: 'weights/format',
    what: `${JSON.stringify(ending)} is not a weight file that can be read`,
    where: path,
    fix: '.safetensors, .npz or .npy; for .pt files: safetensors.torch.save_file(model.state_dict(), "w.safetensors")',
  })
}
