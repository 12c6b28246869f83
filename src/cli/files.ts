/** The only place that touches the file system: reading input, writing output beside itself and then renaming. */
import { readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fail } from '../errors.ts'

/** Larger files are refused before they are read. */
const LARGEST_FILE = 2 ** 31

/** The bytes of a file. @throws ConvolemmaError "file/…" */
export function readBytes(path: string): Uint8Array {
  try {
    const { size } = statSync(path)
    if (size > LARGEST_FILE)
      fail({ code: 'file/too-large', what: `has ${size} bytes, at most ${LARGEST_FILE} are read`, where: path })
    return readFileSync(path)
  } catch (error) {
    return refuseFile(error, path, 'read')
  }
}

/** The text of a file. @throws ConvolemmaError "file/…" also where it is not UTF-8 */
export function readText(path: string): string {
  const bytes = readBytes(path)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    return fail({ code: 'file/not-text', what: 'is not UTF-8 text', where: path }, cause)
  }
}

/** Everything on standard input as text. */
export function readStandardInput(): string {
  try {
    return readFileSync(0, 'utf8')
  } catch (error) {
    return refuseFile(error, 'standard input', 'read')
  }
}

export function isFile(path: string): boolean {
  try {
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/**
 * Refuse paths that cannot be written, or that would replace what is read; called before any work is done.
 * @throws ConvolemmaError "file/overwrites-input", "file/…" naming the folder
 */
export function checkOutputs(outputs: readonly string[], inputs: readonly string[]): void {
  const read = new Map(inputs.filter(isFile).map((path) => [resolveLink(path), path]))
  for (const path of outputs) {
    const input = read.get(resolveLink(path))
    if (input !== undefined) {
      const what = `would be overwritten, but it is ${input === path ? 'an input' : `the input ${JSON.stringify(input)}`}`
      fail({ code: 'file/overwrites-input', what, where: path, fix: 'give --out another name' })
    }
    checkFolder(path)
  }
}

/** @throws ConvolemmaError "file/eisdir", "file/enoent", "file/enotdir" */
function checkFolder(path: string): void {
  if (kindOf(path) === 'folder') {
    fail({ code: 'file/eisdir', what: 'is a folder', where: path, fix: 'name a file in it' })
  }
  const folder = path.endsWith('/') ? path.slice(0, -1) : dirname(path)
  const file = ancestors(folder).find((one) => kindOf(one) === 'file')
  if (file !== undefined) {
    fail({ code: 'file/enotdir', what: `${JSON.stringify(file)} is not a folder`, where: path, fix: 'write elsewhere' })
  }
  if (kindOf(folder) === 'nothing') {
    const fix = 'make the folder first, or write elsewhere'
    fail({ code: 'file/enoent', what: `the folder ${JSON.stringify(folder)} does not exist`, where: path, fix })
  }
}

/** The path and all that it lies in, as far as it names them. */
function ancestors(path: string): readonly string[] {
  const above = dirname(path)
  return above === path ? [path] : [path, ...ancestors(above)]
}

/** "unknown" where it may not be looked at. */
function kindOf(path: string): 'folder' | 'file' | 'nothing' | 'unknown' {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file'
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'nothing' : 'unknown'
  }
}

/** Write files so that each is either complete or as it was before. @throws ConvolemmaError "file/…" */
export function writeFiles(files: readonly { readonly path: string; readonly data: string | Uint8Array }[]): void {
  const written: { readonly from: string; readonly to: string }[] = []
  let current = ''
  try {
    for (const { path, data } of files) {
      current = path
      checkFolder(path)
      if (isSpecial(path)) {
        writeFileSync(path, data)
        continue
      }
      const target = resolveLink(path)
      const from = join(dirname(target), `.${basename(target)}.${process.pid}.part`)
      written.push({ from, to: target })
      writeFileSync(from, data)
    }
    for (const { from, to } of written) {
      current = to
      renameSync(from, to)
    }
  } catch (error) {
    for (const { from } of written) rmSync(from, { force: true })
    refuseFile(error, current, 'written')
  }
}

/** True for what is there but is no regular file, such as a device or a pipe: it is written to, never replaced. */
function isSpecial(path: string): boolean {
  try {
    const found = statSync(path)
    return !found.isFile() && !found.isDirectory()
  } catch {
    return false
  }
}

/** The file that a link points at, so that the link stays one. */
function resolveLink(path: string): string {
  try {
    return realpathSync.native(path)
  } catch {
    return path
  }
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'does not exist'],
  ['EACCES', 'may not be opened'],
  ['EPERM', 'may not be opened'],
  ['EISDIR', 'is a folder'],
  ['ENOTDIR', 'has a file where a folder should be in its path'],
  ['ENOSPC', 'does not fit on the disk'],
])

function refuseFile(error: unknown, path: string, action: string): never {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
  if (code === undefined) throw error
  return fail(
    { code: `file/${code.toLowerCase()}`, what: REASONS.get(code) ?? `cannot be ${action} (${code})`, where: path },
    error,
  )
}
