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

/** Write files so that each is either complete or as it was before. @throws ConvolemmaError "file/…" */
export function writeFiles(files: readonly { readonly path: string; readonly data: string | Uint8Array }[]): void {
  const written: { readonly from: string; readonly to: string }[] = []
  try {
    for (const { path, data } of files) {
      if (isSpecial(path)) {
        writeFileSync(path, data)
        continue
      }
      const target = resolveLink(path)
      const from = join(dirname(target), `.${basename(target)}.${process.pid}.part`)
      written.push({ from, to: target })
      writeFileSync(from, data)
    }
    for (const { from, to } of written) renameSync(from, to)
  } catch (error) {
    for (const { from } of written) rmSync(from, { force: true })
    refuseFile(error, written.at(-1)?.to ?? '', 'written')
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
    return realpathSync(path)
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
