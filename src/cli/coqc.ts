/** Finds and runs coqc: no shell that sees a name, a folder of its own, a bare environment, bounded time and output. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { accessSync, constants, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { ConvolemmaError, type CoqRun, fail, LOGICAL_FOLDER, type TrustedFile } from '../index.ts'

export interface Coqc {
  readonly path: string
  /** For example "8.16.1". */
  readonly version: string
}

const INSTALL = [
  'install Coq (tried with 8.16): apt-get install --no-install-recommends coq on Debian and Ubuntu, brew install coq on macOS, opam install coq anywhere, or see https://coq.inria.fr',
  'or name the program: --coqc PATH',
]

/** How long a program may take to tell its version, where nothing shorter is asked for. */
const VERSION_SECONDS = 30

/**
 * The given program, or the one on the PATH; it has so many seconds to tell its version.
 * @throws ConvolemmaError "coq/not-found", "coq/too-slow"
 */
export function findCoqc(given?: string, seconds = VERSION_SECONDS): Coqc {
  const path = given === undefined ? searchPath() : isProgram(given) ? resolve(given) : undefined
  if (path === undefined) {
    const what =
      given === undefined ? 'coqc, the compiler of the Coq proof assistant, is not on the PATH' : 'is no program'
    return fail({ code: 'coq/not-found', what, fix: INSTALL, ...(given === undefined ? {} : { where: given }) })
  }
  return { path, version: versionOf(path, Math.min(seconds, VERSION_SECONDS)) }
}

function searchPath(): string | undefined {
  const names = process.platform === 'win32' ? ['coqc.exe'] : ['coqc']
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  return folders.flatMap((folder) => names.map((name) => resolve(folder, name))).find(isProgram)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

function versionOf(path: string, seconds: number): string {
  const limits = { timeout: seconds * 1000, killSignal: 'SIGKILL' } as const
  const options = { encoding: 'utf8', env: environment(tmpdir()), stdio: 'pipe', ...limits } as const
  const no = { code: 'coq/not-found', what: 'does not tell its version as coqc does', where: path, fix: INSTALL }
  try {
    const [, version] = /^(\d[\w.+~-]{0,30})\s/.exec(execFileSync(path, ['--print-version'], options)) ?? []
    return version ?? fail(no)
  } catch (cause) {
    if (codeOf(cause) !== 'ETIMEDOUT') return fail(no, cause)
    const what = `did not tell its version within ${seconds} s`
    return fail({ code: 'coq/too-slow', what, where: path, fix: 'give it more time: --coq-seconds SECONDS' }, cause)
  }
}

/** "ENOENT" and the like, of an error of the operating system. */
function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** Only what a program needs to start: none of the variables that add to Coq's load path, and no home with Coq packages. */
function environment(home: string): NodeJS.ProcessEnv {
  const { PATH, SYSTEMROOT } = process.env
  const windows = SYSTEMROOT === undefined ? {} : { SYSTEMROOT, TEMP: home, TMP: home }
  return { PATH, HOME: home, TMPDIR: home, LC_ALL: 'C', ...windows }
}

export interface CoqcLimits {
  /** For all files together. */
  readonly seconds: number
}

export interface CoqcRuns {
  readonly runs: readonly CoqRun[]
  readonly seconds: number
}

/**
 * Compile the files in their order in a new folder, up to the first that fails. The folder is removed in all cases.
 * @throws ConvolemmaError "coq/interrupted" when this process is told to stop, "file/temporary" where nothing can be written
 */
export async function runCoqc(coqc: Coqc, files: readonly TrustedFile[], limits: CoqcLimits): Promise<CoqcRuns> {
  const started = performance.now()
  const folder = writing(() => mkdtempSync(join(tmpdir(), 'convolemma-coq-')))
  const clean = () => remove(folder)
  const stop = listenForSignals()
  process.on('exit', clean)
  try {
    writing(() => {
      for (const file of files) writeFileSync(join(folder, file.name), file.text, { flag: 'wx' })
    })
    const runs: CoqRun[] = []
    for (const file of files) {
      const left = limits.seconds - (performance.now() - started) / 1000
      const run = await compile(coqc, file, folder, left, stop)
      runs.push(run)
      if (run.exitCode !== 0) break
    }
    return { runs, seconds: (performance.now() - started) / 1000 }
  } finally {
    clean()
    process.off('exit', clean)
    stop.close()
  }
}

/** A full disk or a folder that is not there is nothing that Coq has decided. */
function writing<T>(run: () => T): T {
  try {
    return run()
  } catch (cause) {
    const what = `the files for Coq cannot be written (${codeOf(cause) ?? String(cause)})`
    const fix = 'set TMPDIR to a folder that can be written, with room in it'
    return fail({ code: 'file/temporary', what, where: tmpdir(), fix }, cause)
  }
}

function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  } catch {
    // What cannot be removed stays; it says nothing about the proof.
  }
}

const MOST_OUTPUT = 2 ** 20

const OPTIONS = ['-q', '-noglob', '-color', 'no', '-w', 'none', '-native-compiler', 'no', '-Q', '.', LOGICAL_FOLDER]

function compile(coqc: Coqc, file: TrustedFile, cwd: string, seconds: number, stop: StopSignal): Promise<CoqRun> {
  const { name, text } = file
  if (seconds <= 0) return Promise.resolve({ name, text, exitCode: null, stdout: '', stderr: '', stopped: 'time' })
  const [program, ...words] = withLimits([coqc.path, ...OPTIONS, name], seconds)
  const detached = process.platform !== 'win32'
  return new Promise((done, refuse) => {
    const child = spawn(program, words, { cwd, env: environment(cwd), stdio: ['ignore', 'pipe', 'pipe'], detached })
    const said = { stdout: '', stderr: '' }
    let stopped: CoqRun['stopped']
    const end = (reason: CoqRun['stopped']) => {
      stopped ??= reason
      endGroup(child)
    }
    const timer = setTimeout(() => end('time'), Math.min(seconds * 1000, 2 ** 31 - 1))
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (more: string) => {
        said[stream] += more
        if (said[stream].length > MOST_OUTPUT) end('output')
      })
    }
    stop.onStop(() => endGroup(child))
    child.on('error', (cause) => {
      clearTimeout(timer)
      const problem = { code: 'coq/not-found', what: 'cannot be started', where: coqc.path, fix: INSTALL }
      refuse(new ConvolemmaError(problem, { cause }))
    })
    child.on('close', (exitCode) => {
      clearTimeout(timer)
      const signal = stop.received()
      if (signal === undefined) done({ name, text, exitCode, ...said, ...(stopped === undefined ? {} : { stopped }) })
      else
        refuse(new ConvolemmaError({ code: 'coq/interrupted', what: `interrupted by ${signal}, nothing is decided` }))
    })
  })
}

/** In KiB, 16 GiB: what is beyond it would take the machine down before it ended. */
const MOST_MEMORY = 2 ** 24

/**
 * Coq needs more stack than the usual 8 MB for a list or a sum of some 20,000 numbers. The shell runs a fixed text, which
 * only sets limits, each where the system has it, and becomes the program that its arguments name; the time there is a net for the case that this process dies.
 */
const LIMITS = [
  'ulimit -s 1048576 2>/dev/null || ulimit -s "$(ulimit -H -s)" 2>/dev/null',
  'ulimit -t "$1" 2>/dev/null',
  `ulimit -v ${MOST_MEMORY} 2>/dev/null`,
  'shift',
  'exec "$@"',
].join('\n')

function withLimits(command: readonly string[], seconds: number): readonly [string, ...string[]] {
  const [program = '', ...words] = command
  if (process.platform === 'win32') return [program, ...words]
  return ['/bin/sh', '-c', LIMITS, 'sh', String(Math.ceil(seconds) + 10), program, ...words]
}

/** The child leads a group of its own, so that whatever it started ends with it. */
function endGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null) return
  try {
    if (process.platform === 'win32') child.kill('SIGKILL')
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It ended in this moment.
  }
}

// Being told to stop

interface StopSignal {
  readonly received: () => NodeJS.Signals | undefined
  readonly onStop: (action: () => void) => void
  readonly close: () => void
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

function listenForSignals(): StopSignal {
  let received: NodeJS.Signals | undefined
  let action = () => {}
  const listener = (signal: NodeJS.Signals) => {
    received ??= signal
    action()
  }
  for (const signal of SIGNALS) process.on(signal, listener)
  return {
    received: () => received,
    onStop: (next) => {
      action = next
      if (received !== undefined) action()
    },
    close: () => {
      for (const signal of SIGNALS) process.off(signal, listener)
    },
  }
}
