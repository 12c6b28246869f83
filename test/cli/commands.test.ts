import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseCall } from '../../src/cli/arguments.ts'
import { COMMANDS } from '../../src/cli/commands/index.ts'
import { ConvolemmaError, renderProblem } from '../../src/errors.ts'
import { readNpy } from '../../src/read/npy.ts'
import { readNpz } from '../../src/read/npz.ts'
import { readSafetensors } from '../../src/read/safetensors.ts'

const TWO = 'Sequential(Conv1d(1, 1, 2, bias=False), Conv1d(1, 1, 2, bias=False))'
const NUMBERS = 'Sequential(Conv1d(1, 1, 2, bias=False, weight=[1, 2]), Conv1d(1, 1, 2, bias=[1], weight=[3, "1/3"]))'
const EXAMPLES = new URL('../../docs/examples/', import.meta.url).pathname

interface Ran {
  readonly out: string
  readonly notes: string
  readonly problem: string
}

/** Run a command as the program does, without a process. */
function run(name: string, ...words: readonly string[]): Ran {
  const command = COMMANDS.find((one) => one.description.name === name)
  const said: { out: string; notes: string } = { out: '', notes: '' }
  const terminal = {
    width: 100,
    color: false,
    write: (text: string) => {
      said.out += `${text}\n`
    },
    note: (text: string) => {
      said.notes += `${text}\n`
    },
  }
  try {
    if (command !== undefined) command.run(parseCall(command.description, words), terminal)
    return { ...said, problem: '' }
  } catch (error) {
    if (error instanceof ConvolemmaError) return { ...said, problem: renderProblem(error.problem) }
    throw error
  }
}

const folder = () => mkdtempSync(join(tmpdir(), 'convolemma-cli-'))

describe('convolemma derive', () => {
  it('prints a derivation at every level of detail', () => {
    expect(run('derive', TWO).out).toContain('group by position')
    expect(run('derive', TWO, '--detail', 'story').out).toContain('One layer')
    expect(run('derive', TWO, '--detail', 'atomic').out).toContain('axiom one-point')
    expect(run('derive', TWO, '--detail', 'expanded').out).toContain('add the zeros')
  })

  it.each([
    ['proof.html', '<!doctype html'],
    ['proof.tex', '\\documentclass'],
    ['proof.md', '```math'],
    ['proof.json', '"convolemma-proof"'],
    ['proof.txt', 'replayed: the checker'],
  ])('writes %s by its ending', (name, part) => {
    const path = join(folder(), name)
    expect(run('derive', TWO, '--out', path).notes).toContain('checked')
    expect(readFileSync(path, 'utf8').toLowerCase()).toContain(part.toLowerCase())
  })

  it('reads a file, JSON, and what print(model) shows', () => {
    const path = join(folder(), 'model.txt')
    writeFileSync(path, 'Sequential(\n  (0): Conv1d(1, 1, kernel_size=(2,), stride=(1,))\n  (1): Identity()\n)\n')
    expect(run('derive', path, '--detail', 'story').out).toContain('One layer')
    const json =
      '{"layer": "Sequential", "children": [{"layer": "Conv1d", "in_channels": 1, "out_channels": 1, "kernel_size": 2}]}'
    expect(run('derive', json, '--detail', 'story').out).toContain('One layer')
  })

  it('puts numbers in for symbolic sizes', () => {
    const general = 'Sequential(Conv1d(1, 1, K, bias=False), Conv1d(1, 1, V, bias=False))'
    expect(run('derive', general, '--set', 'K=2', '--set', 'V=2', '--detail', 'expanded').out).toContain('v₀k₀')
    expect(run('derive', general, '--detail', 'expanded').problem).toContain('needs numbers for all sizes')
  })

  it.each([
    [['derive', TWO, '--format', 'docx'], '--format is docx'],
    [['derive', TWO, '--detail', 'all'], 'story|rules|atomic|expanded'],
    [['derive', TWO, '--colour'], "Unknown option '--colour'"],
    [['derive', TWO, TWO], 'expected one network'],
    [['derive', 'nothing.txt'], 'neither a file nor a network'],
    [['derive', TWO, '--input', '3 by 4'], 'is not a shape'],
    [['derive', TWO, '--input', '1x2'], 'does not fit'],
    [['derive', TWO, '--set', 'a'], 'is not name=value'],
    [['derive', TWO, '--set', 'a=2'], 'a is not a size of this network'],
    [['derive', TWO, '--width', '7'], 'from 40 to 400'],
    [['derive', 'Sequential(Conv2d(8,8,3), Conv2d(8,8,3))', '--detail', 'expanded'], 'products per output sample'],
    [['derive', TWO, '--out', '/nonexistent/proof.html'], 'does not exist'],
    [['derive', TWO, '--out', '/nonexistent/proof.pdf'], 'no format goes with the ending ".pdf"'],
    [['derive', TWO, '--fragment'], '--fragment goes with LaTeX, not with text'],
    [['derive', TWO, '--fragment', '--format', 'html'], 'not with html'],
    [['derive', TWO, '--detail', 'story', '--detail', 'rules'], '--detail is given twice, as story and as rules'],
    [['derive', 'Conv1d(1, 1, K)', '--set', 'K=3', '--set', 'K=4'], '--set gives K twice, as 3 and as 4'],
    [['derive', 'Conv1d(1, 1, 3, padding="same")', '--set', 'same=3'], 'same is not a size of this network'],
    [['layers', 'foo'], 'convolemma layers takes nothing after its name, but "foo" follows it'],
    [['start', 'foo'], 'convolemma start takes nothing after its name'],
  ])('refuses %j', ([name = '', ...words], part) => {
    expect(run(name, ...words).problem).toContain(part)
  })
})

describe('convolemma merge', () => {
  it('prints the one layer with exact symbolic weights', () => {
    const { out } = run('merge', TWO)
    expect(out).toContain('kernel_size=3, stride=1, padding=0, dilation=1, groups=1')
    expect(out).toContain('[[[k_0*v_0, k_0*v_1 + k_1*v_0, k_1*v_1]]]')
  })

  it('writes npz, npy with the bias beside it, safetensors and JSON', () => {
    const at = folder()
    for (const name of ['m.npz', 'm.npy', 'm.safetensors', 'm.json']) {
      expect(run('merge', NUMBERS, '--out', join(at, name)).problem).toBe('')
    }
    expect(readdirSync(at).sort()).toEqual(['m.bias.npy', 'm.json', 'm.npy', 'm.npz', 'm.safetensors'])
    const expected = [3, 1 / 3 + 6, 2 / 3]
    const bytes = (name: string) => readFileSync(join(at, name))
    expect([...(readNpz(bytes('m.npz'), 'm.npz').get('weight')?.data ?? [])]).toEqual(expected)
    expect([...readNpy(bytes('m.npy'), 'm.npy').data]).toEqual(expected)
    expect([...readNpy(bytes('m.bias.npy'), 'b.npy').data]).toEqual([1])
    expect([...(readSafetensors(bytes('m.safetensors'), 's').tensors.get('weight')?.data ?? [])]).toEqual(expected)
    expect(readFileSync(join(at, 'm.json'), 'utf8')).toContain('"19/3"')
  })

  it('reads weights and puts values in for symbols', () => {
    const out = join(folder(), 'm.npz')
    const weights = join(EXAMPLES, 'weights.safetensors')
    expect(
      run('merge', join(EXAMPLES, 'net.txt'), '--weights', weights, '--dtype', 'float32', '--out', out).out,
    ).toContain('float32')
    const stencil = 'Conv1d(1, 1, 3, bias=False, weight=["a", "1-2*a", "a"])'
    expect(run('merge', stencil, '--set', 'a=1/4').out).toContain('[[[0.25, 0.5, 0.25]]]')
  })

  it.each([
    [['merge', TWO, '--out', 'OUT/m.npz'], 'k_0'],
    [['merge', TWO, '--dtype', 'float32'], 'symbols are left'],
    [['merge', 'Conv1d(1, 1, 2, weight=[1, nan])'], 'reserved'],
    [['merge', NUMBERS, '--out', 'OUT/m.pt'], 'not a weight format'],
    [['merge', NUMBERS, '--dtype', 'int8'], 'exact|float64|float32|float16|bfloat16'],
    [['merge', NUMBERS, '--dtype', 'bfloat16', '--out', 'OUT/m.npz'], 'safetensors'],
    [['merge', TWO, '--weights', 'OUT/w.pt'], 'does not exist'],
    [['merge', TWO, '--set', 'zeta=1'], 'zeta'],
    [['merge', TWO, '--set', 'k_0=1', '--set', 'k_0 = 2'], '--set gives k_0 twice'],
    [['merge', TWO, '--format', 'nonsense'], '--format nonsense says how to write a file, but there is no --out'],
    [['merge', 'Conv1d(1, 1, 1000000000000)'], 'would need 1000000000000 free symbols'],
    [
      ['merge', 'Conv1d(1, 1, 1000000000000, bias=False, weight="1")'],
      'values in the notation would be for 1000000000000',
    ],
    [['merge', 'Sequential(Conv2d(32, 32, 3), Conv2d(32, 32, 3))'], '2654208'],
    [['merge', 'Conv1d(1, 1, K)'], 'K'],
    [['merge', 'Conv1d(1, 1, 2, weight=["1/a", 1])'], 'polynomial'],
    [['merge', 'Conv1d(1, 1, 2, weight=["import(\\"fs\\")", 1])'], 'import'],
    [['merge', 'Sequential(Conv1d(1, 1, 2), Conv1d(1, 1, 3, padding=1))'], 'border/not-exact'],
  ])('refuses %j and writes nothing', ([name = '', ...words], part) => {
    const at = folder()
    const { problem } = run(name, ...words.map((word) => word.replace('OUT', at)))
    expect(problem).toContain(part)
    expect(readdirSync(at)).toEqual([])
  })

  it('writes through a link, and to a device without replacing it', () => {
    const at = folder()
    writeFileSync(join(at, 'real.json'), 'old')
    symlinkSync(join(at, 'real.json'), join(at, 'link.json'))
    expect(run('merge', TWO, '--out', join(at, 'link.json')).problem).toBe('')
    expect(lstatSync(join(at, 'link.json')).isSymbolicLink()).toBe(true)
    expect(readFileSync(join(at, 'real.json'), 'utf8')).toContain('k_0*v_0')
    expect(run('merge', TWO, '--format', 'json', '--out', '/dev/null').problem).toBe('')
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true)
  })

  it('leaves an old file as it was when something goes wrong', () => {
    const at = folder()
    writeFileSync(join(at, 'm.npz'), 'old')
    mkdirSync(join(at, 'taken.json'))
    expect(run('merge', TWO, '--out', join(at, 'm.npz')).problem).not.toBe('')
    expect(run('merge', TWO, '--out', join(at, 'taken.json')).problem).toContain('folder')
    expect(readFileSync(join(at, 'm.npz'), 'utf8')).toBe('old')
    expect(readdirSync(at).sort()).toEqual(['m.npz', 'taken.json'])
  })
})

describe('what --out may name', () => {
  const weights = readFileSync(join(EXAMPLES, 'weights.safetensors'))
  const notation = readFileSync(join(EXAMPLES, 'net.txt'))

  it.each([
    [['derive', 'net.txt', '--out', 'net.txt'], 'net.txt: would be overwritten, but it is an input'],
    [['derive', 'net.txt', '--out', './../OUT/net.txt'], 'would be overwritten'],
    [['derive', 'link.txt', '--out', 'net.txt'], 'link.txt'],
    [['merge', 'net.txt', '--format', 'json', '--out', 'net.txt'], 'would be overwritten'],
    [['merge', 'net.txt', '--weights', 'w.safetensors', '--out', 'w.safetensors'], 'would be overwritten'],
    [['merge', NUMBERS, '--weights', 'm.bias.npy', '--out', 'm.npy'], 'm.bias.npy: would be overwritten'],
  ])('refuses %j, which would overwrite what it reads', ([name = '', ...words], part) => {
    const at = folder()
    const files = { 'net.txt': notation, 'w.safetensors': weights, 'm.bias.npy': Buffer.from('no npy') }
    for (const [file, bytes] of Object.entries(files)) writeFileSync(join(at, file), bytes)
    symlinkSync(join(at, 'net.txt'), join(at, 'link.txt'))
    const there = words.map((word) =>
      /^[./\w]+\.\w+$/.test(word) ? `${at}/${word.replace('OUT', basename(at))}` : word,
    )
    const { problem } = run(name, ...there)
    expect(problem).toContain(part)
    expect(problem).toContain('[file/overwrites-input]\n  fix: give --out another name')
    for (const [file, bytes] of Object.entries(files)) expect(readFileSync(join(at, file))).toEqual(bytes)
  })

  it.each([
    [['derive', TWO, '--out', 'OUT/cert.v/x.html'], /x\.html: "[^"]*cert\.v" is not a folder \[file\/enotdir\]/],
    [['derive', TWO, '--out', 'OUT/cert.v/a/x.html'], /x\.html: "[^"]*cert\.v" is not a folder/],
    [['derive', TWO, '--out', 'OUT/cert.v/'], /"[^"]*cert\.v\/?" is not a folder/],
    [['derive', TWO, '--out', 'OUT/nodir/x'], /nodir\/x: the folder "[^"]*nodir" does not exist \[file\/enoent\]/],
    [['derive', TWO, '--out', 'OUT'], /is a folder/],
    [['merge', NUMBERS, '--out', 'OUT/nodir/x.npz'], /the folder "[^"]*nodir" does not exist/],
    [
      ['merge', NUMBERS, '--out', 'OUT/nodir/x'],
      /has no ending that says .*\n {2}fix: an ending of \.npz, \.npy, \.saf/,
    ],
    [['derive', TWO, '--format', 'text', '--out', '/dev/full'], /^\/dev\/full: does not fit on the disk/],
  ])('says what is wrong with %j', ([name = '', ...words], message) => {
    const at = folder()
    writeFileSync(join(at, 'cert.v'), 'old')
    expect(run(name, ...words.map((word) => word.replace('OUT', at))).problem).toMatch(message)
    expect(readdirSync(at)).toEqual(['cert.v'])
  })
})

describe('convolemma check', () => {
  it('tells a Coq file of another name that its name must end in .v', () => {
    const path = join(folder(), 'proof.txt')
    run('derive', TWO, '--format', 'coq', '--out', path)
    expect(run('check', path).problem).toContain('proof.txt: is a Coq file, and the name of a Coq file must end in .v')
  })

  it('names only the file where nothing else is known', () => {
    const path = join(folder(), 'proof.json')
    writeFileSync(path, '{')
    expect(run('check', path).problem).toMatch(/proof\.json: rejected/)
  })

  it('tells the verdict of the replay before it looks for coqc', () => {
    const path = join(folder(), 'proof.json')
    run('derive', TWO, '--out', path)
    const missing = run('check', path, '--coq', '--coqc', '/nonexistent/coqc')
    expect(missing.out).toContain('accepted')
    expect(missing.problem).toContain('[coq/not-found]')
    writeFileSync(path, readFileSync(path, 'utf8').replace('"axiom": "one-point"', '"axiom": "ring"'))
    expect(run('check', path, '--coqc', '/nonexistent/coqc').problem).toMatch(/rejected.*\[proof\//)
  })

  it('accepts what derive wrote, and rejects it with one field changed', () => {
    const path = join(folder(), 'proof.json')
    run('derive', TWO, '--out', path)
    expect(run('check', path).out).toContain('accepted')
    writeFileSync(path, readFileSync(path, 'utf8').replace('"axiom": "one-point"', '"axiom": "ring"'))
    expect(run('check', path).problem).toMatch(/rejected: .*lemma y|lemma y.*rejected: /s)
  })

  it('writes no line beyond --width', () => {
    const path = join(folder(), 'proof.json')
    run('derive', 'Sequential(Conv(A, C, K, bias=False), Conv(C, O, V))', '--out', path)
    const widest = (width: string) => {
      const [, ...lines] = run('check', path, '--width', width).out.split('\n')
      return Math.max(...lines.map((line) => [...line].length))
    }
    expect(widest('60')).toBeLessThanOrEqual(60)
    expect(widest('200')).toBeGreaterThan(60)
    expect(run('check', path, '--width', '7').problem).toContain('from 40 to 400')
  })

  it.each([
    ['not JSON', 'no'],
    ['a truncated file', '{"format": "convolemma-proof", '],
    ['another format', '{"format": "proof"}'],
  ])('rejects %s', (_, text) => {
    const path = join(folder(), 'proof.json')
    writeFileSync(path, text)
    expect(run('check', path).problem).toContain('rejected')
  })

  it('says which file is missing', () => {
    expect(run('check', '/nonexistent/proof.json').problem).toContain('/nonexistent/proof.json: does not exist')
    expect(run('check').problem).toContain('expected one proof file')
  })
})

describe('the budget of a symbolic expansion', () => {
  const three = 'Sequential(Conv2d(2, 2, 3, bias=False), Conv2d(2, 2, 3, bias=False), Conv2d(2, 2, 3, bias=False))'

  it('a refusal names the limit that suffices', () => {
    const { problem } = run('merge', three, '--max-terms', '10')
    const [, suggested = ''] = /--max-terms (\d+) \(option maxTerms\)/.exec(problem) ?? []
    expect(problem).toContain(`takes ${suggested} products of terms, more than 10`)
    expect(run('merge', three, '--max-terms', `${Number(suggested) - 1}`).problem).toContain(`takes ${suggested}`)
    expect(run('merge', three, '--max-terms', suggested).problem).toBe('')
  })

  it('derive has it for the Coq certificate', () => {
    const { problem } = run('derive', three, '--format', 'coq', '--max-terms', '10')
    const [, suggested = ''] = /--max-terms (\d+)/.exec(problem) ?? []
    expect(problem).toContain('more than 10')
    expect(run('derive', three, '--format', 'coq', '--max-terms', suggested).problem).toBe('')
  })

  it('counts the kernel and the bias each', () => {
    const network = 'Sequential(Conv1d(1, 1, 2), Conv1d(1, 1, 2))'
    expect(run('merge', network, '--max-terms', '3').problem).toContain('takes 4 products')
    expect(run('merge', network, '--max-terms', '4').problem).toBe('')
  })

  it('a limit that cannot be given is not suggested', () => {
    const chain = Array.from({ length: 30 }, () => 'Conv1d(1, 1, 3, bias=False)').join(', ')
    const { problem } = run('merge', `Sequential(${chain})`)
    expect(problem).toMatch(/takes \d+ products of terms, more than 1000000/)
    expect(problem).not.toContain('allow more')
  })
})

describe('convolemma layers', () => {
  it('lists every layer with its arguments', () => {
    expect(run('layers').out).toContain('Conv1d, Conv2d, Conv3d, Conv\n')
  })

  it('the examples that the README uses are there', () => {
    expect(existsSync(join(EXAMPLES, 'net.txt'))).toBe(true)
  })
})
