import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { parseCall } from '../../src/cli/arguments.ts'
import { checkCommand, runCheck } from '../../src/cli/commands/check.ts'
import { type Coqc, findCoqc, runCoqc } from '../../src/cli/coqc.ts'
import { type CoqFile, prelude, printCoqFile, printLibrary } from '../../src/coq/coq-file.ts'
import { readCoqFile } from '../../src/coq/read-coq-file.ts'
import { CERTIFICATE_NAME, trustedFiles } from '../../src/coq/statement.ts'
import { type CoqVerdict, judgeRun } from '../../src/coq/verdict.ts'
import { derive } from '../../src/derive/derive.ts'
import { emitCoq } from '../../src/emit/coq/emit-coq.ts'
import { ConvolemmaError } from '../../src/errors.ts'
import { encodeProof } from '../../src/proof/json.ts'
import { readNotation } from '../../src/read/notation.ts'
import { COMMUTES, GRAMMAR, THEOREM, TRUE_FILES } from '../coq/samples.ts'
import { emptyFolder } from './program.ts'

let coqc: Coqc

beforeAll(() => {
  // Without coqc this suite fails; it is never skipped.
  coqc = findCoqc()
})

type Files = ReturnType<typeof trustedFiles>

async function verdictOf(files: Files, regenerated = false): Promise<CoqVerdict> {
  const { runs, seconds } = await runCoqc(coqc, files, { seconds: 120 })
  const kind = regenerated ? 'certificate' : 'derivation'
  return judgeRun({ runs, version: coqc.version, seconds, kind, checked: null })
}

describe('true claims are accepted', () => {
  it.each(Object.entries(TRUE_FILES))('%s, as the file that was read back', async (_, file) => {
    const read = readCoqFile(printCoqFile(file), GRAMMAR)
    for (const regenerated of [false, true]) {
      expect(await verdictOf(trustedFiles(read, { regenerated }), regenerated)).toMatchObject({
        accepted: true,
        proved: { version: coqc.version, kind: regenerated ? 'certificate' : 'derivation', checked: null },
      })
    }
  })

  it.each(Object.entries(TRUE_FILES))('%s, in one file', async (_, file) => {
    expect(await alone(printCoqFile(file))).toEqual({ exitCode: 0, says: 'Closed under the global context' })
  })

  it('a list of 40,000 numbers and a sum of 40,000 terms do not overflow the stack', async () => {
    const numbers = Array.from({ length: 40_000 }, (_, at) => String((at % 97) + 1))
    const file: CoqFile = {
      modules: ['Rings'],
      claim: [
        `Definition network : list Z := [${numbers.join('; ')}].`,
        `Definition merged : Z := ${numbers.join(' + ')}.`,
        'Definition claim : Prop := fold_left Z.add network 0 = merged.',
      ],
      proof: [THEOREM, 'Proof.', 'vm_cast_no_check (eq_refl merged).', 'Qed.'],
    }
    expect(readCoqFile(printCoqFile(file), GRAMMAR)).toEqual(file)
    expect(await verdictOf(trustedFiles(file, { regenerated: true }), true)).toMatchObject({ accepted: true })
  })
})

// Certificates of networks

const NETWORKS: readonly string[] = [
  'Sequential(Conv1d(1, 1, 2, bias=False), Conv1d(1, 1, 2, bias=False))',
  'Sequential(Conv1d(2, 3, 3, stride=2), Conv1d(3, 2, 2))',
  'Sequential(Conv2d(2, 2, 2, groups=2), Conv2d(2, 2, 1))',
  'Sequential(Conv1d(1, 2, 2, bias=False, padding=1), Conv1d(2, 1, 1))',
]

const SYMBOLIC: readonly string[] = [
  'Sequential(Conv(A, C, K, bias=False), Conv(C, O, V))',
  'Sequential(Conv1d(A, C, K, stride=s, bias=False), Conv1d(C, O, V))',
]

const certificateOf = (network: string): CoqFile => emitCoq(derive(readNotation(network)).checked)

describe('certificates of networks', () => {
  it.each([...NETWORKS, ...SYMBOLIC])(
    'convolemma check accepts what is emitted for %s, as a record and as a file',
    async (network) => {
      const { checked } = derive(readNotation(network))
      const folder = emptyFolder()
      writeFileSync(join(folder, 'proof.json'), JSON.stringify(encodeProof(checked.proof)))
      writeFileSync(join(folder, 'proof.v'), printCoqFile(emitCoq(checked)))
      for (const words of [['proof.json', '--coq'], ['proof.v']]) {
        const said: string[] = []
        const terminal = { width: 100, color: false, write: (text: string) => said.push(text), note: () => {} }
        const [name = '', ...options] = words
        await runCheck(parseCall(checkCommand, [join(folder, name), ...options, '--quiet']), terminal)
        expect(said.at(-1)).toMatch(/: accepted by Coq [\d.]+ in [\d.]+ s, closed under the global context$/)
      }
    },
  )

  it('at least 200 wrong certificates are rejected, each for its one wrong number or symbol', async () => {
    const files = NETWORKS.map(certificateOf)
    const wrong = files.flatMap(mutants)
    expect(wrong.length).toBeGreaterThan(200)
    const [first] = files
    if (first === undefined) throw new TypeError('expected a certificate')
    const [library, statement] = trustedFiles(first, { regenerated: true })
    const head = statement?.text.slice(0, statement.text.indexOf(first.claim[0] ?? '')) ?? ''
    // One run for all: a definition by the same tactics, each in a module of its own. "Fail" fails where they succeed.
    const proof = 'Definition certificate : claim := ltac:(apply check_sound; vm_cast_no_check (eq_refl true)).'
    const module = (claim: readonly string[], sentence: string, at: number, kind: string) =>
      [`Module ${kind}${at}.`, ...claim, sentence, `End ${kind}${at}.`].join('\n')
    const right = files.map((file, at) => module(file.claim, proof, at, 'Right'))
    const refused = wrong.map((claim, at) => module(claim, `Fail ${proof}`, at, 'Wrong'))
    const text = `${head}${[...right, ...refused].join('\n')}\n`
    const { runs } = await runCoqc(
      coqc,
      [library, { name: 'All.v', text }].filter((file) => file !== undefined),
      { seconds: 240 },
    )
    const last = runs.at(-1)
    expect({ name: last?.name, code: last?.exitCode, err: last?.stderr }).toEqual({ name: 'All.v', code: 0, err: '' })
  })
})

/** The claim with one number of the network or the merged layer one greater, or one symbol for another. */
function mutants({ claim }: CoqFile): readonly (readonly string[])[] {
  const symbols = claim.flatMap((sentence) => /^Definition (v_[\w']+)/.exec(sentence)?.[1] ?? [])
  return claim.flatMap((sentence, place) => {
    if (!/^Definition (?:network|merged) /.test(sentence)) return []
    return [...sentence.matchAll(/(?<![\w'])(?:\d+(?!\d*%nat)\b|v_[\w']+)/g)].map((found) => {
      const next = found[0].startsWith('v_')
        ? symbols[(symbols.indexOf(found[0]) + 1) % symbols.length]
        : Number(found[0]) + 1
      const changed = `${sentence.slice(0, found.index)}${next}${sentence.slice(found.index + found[0].length)}`
      return claim.map((one, at) => (at === place ? changed : one))
    })
  })
}

describe('the run leaves nothing behind', () => {
  it('neither after success nor after failure', async () => {
    const before = process.env.TMPDIR
    const place = emptyFolder()
    process.env.TMPDIR = place
    try {
      await verdictOf(trustedFiles(COMMUTES, { regenerated: true }))
      await verdictOf(trustedFiles({ ...COMMUTES, proof: [THEOREM, 'Qed.'] }, { regenerated: true }))
      expect(readdirSync(place)).toEqual([])
    } finally {
      if (before === undefined) delete process.env.TMPDIR
      else process.env.TMPDIR = before
    }
  })

  it('a proof that never ends is ended', async () => {
    const forever = { ...COMMUTES, proof: ['Ltac x := idtac; x.', THEOREM, 'x.', 'Qed.'] }
    const { runs, seconds } = await runCoqc(coqc, trustedFiles(forever, { regenerated: true }), { seconds: 3 })
    const verdict = judgeRun({ runs, version: coqc.version, seconds, kind: 'certificate', checked: null })
    expect(verdict).toMatchObject({ accepted: false, code: 'coq/too-slow' })
    expect(seconds).toBeLessThan(30)
  })

  it('a proof that never stops printing is ended', async () => {
    const loud = { ...COMMUTES, proof: ['Ltac x := idtac "x"; x.', THEOREM, 'x.', 'Qed.'] }
    expect(await verdictOf(trustedFiles(loud, { regenerated: false }))).toMatchObject({ code: 'coq/too-much-output' })
  })
})

/** What one file makes coqc do, without any of our precautions: what a trusting person would look at. */
async function alone(text: string): Promise<{ readonly exitCode: number | null; readonly says: string }> {
  const { runs } = await runCoqc(coqc, [{ name: 'Alone.v', text }], { seconds: 120 })
  return { exitCode: runs[0]?.exitCode ?? null, says: runs[0]?.stdout.trim() ?? '' }
}

// The known ways to fool coqc

const FALSE = 'Definition claim : Prop := forall (R : ring) (a b : R), sub a b = sub b a.'
const BY_LIE = [THEOREM, 'exact lie.', 'Qed.']
const ASSUMED = 'Print Assumptions certificate.'

interface Attack {
  readonly name: string
  /** What ought to be proved; false, so that whatever accepts it is fooled. */
  readonly claim?: readonly string[]
  /** What follows the prelude in the emitted file. */
  readonly body: readonly string[]
  /** What coqc alone does with the whole file: says that it is closed, just ends with exit code 0, or refuses it. */
  readonly alone: 'closed' | 'exits with 0' | 'refuses'
  /** Why it is not read; undefined where it is a proper file, only about something else. */
  readonly reader: string | undefined
  /** What becomes of it where the reader is left out. */
  readonly run: string
}

const ATTACKS: readonly Attack[] = [
  {
    name: 'Admitted',
    body: [FALSE, THEOREM, 'Admitted.', ASSUMED],
    alone: 'exits with 0',
    reader: 'coq/sentence',
    run: 'coq/assumptions',
  },
  ...['Axiom', 'Parameter', 'Conjecture'].map(
    (word): Attack => ({
      name: word,
      body: [FALSE, `${word} lie : claim.`, ...BY_LIE, ASSUMED],
      alone: 'exits with 0',
      reader: 'coq/sentence',
      run: 'coq/assumptions',
    }),
  ),
  {
    name: 'a variable outside any section',
    body: [FALSE, 'Variable lie : claim.', ...BY_LIE, ASSUMED],
    alone: 'exits with 0',
    reader: 'coq/hypothesis',
    run: 'coq/assumptions',
  },
  {
    name: 'a false hypothesis of a section',
    body: [FALSE, 'Section S.', 'Hypothesis lie : claim.', ...BY_LIE, 'End S.', ASSUMED],
    alone: 'closed',
    reader: 'coq/section',
    run: 'coq/rejected',
  },
  {
    name: 'a function of the library defined anew',
    body: [
      'Definition sub {R : ring} (a b : R) : R := zero.',
      FALSE,
      THEOREM,
      'intros R a b; exact eq_refl.',
      'Qed.',
      ASSUMED,
    ],
    alone: 'closed',
    reader: 'coq/reused-name',
    run: 'coq/rejected',
  },
  {
    name: 'the library defined anew in a module',
    body: [
      'Module Others.',
      'Record ring := Ring { carrier :> Type; law : forall a b : carrier, a = b }.',
      'Definition sub {R : ring} (a b : R) : R := a.',
      'End Others.',
      'Import Others.',
      FALSE,
      THEOREM,
      'intros R a b; apply (law R).',
      'Qed.',
      ASSUMED,
    ],
    alone: 'closed',
    reader: 'coq/claim',
    run: 'coq/rejected',
  },
  {
    name: 'a notation for a name of the statement',
    body: ['Notation sub := add.', FALSE, THEOREM, ...COMMUTES.proof.slice(1), ASSUMED],
    alone: 'closed',
    reader: 'coq/claim',
    run: 'coq/rejected',
  },
  {
    name: 'a notation for the equality of the statement',
    body: ['Notation "x = y" := (True) : type_scope.', FALSE, THEOREM, 'intros R a b; exact I.', 'Qed.', ASSUMED],
    alone: 'closed',
    reader: 'coq/quotation',
    run: 'coq/rejected',
  },
  {
    name: 'another scope for the literals',
    claim: ['Definition claim : Prop := 1 - 2 = 0.'],
    body: [
      'Local Open Scope nat_scope.',
      'Definition claim : Prop := 1 - 2 = 0.',
      THEOREM,
      'reflexivity.',
      'Qed.',
      ASSUMED,
    ],
    alone: 'closed',
    reader: 'coq/claim',
    run: 'coq/rejected',
  },
  {
    name: 'a coercion that makes sense of the statement',
    claim: ['Definition claim : Prop := forall n : nat, Z.add n 0 = 0.'],
    body: [
      'Definition nothing (n : nat) : Z := 0.',
      'Coercion nothing : nat >-> Z.',
      'Definition claim : Prop := forall n : nat, Z.add n 0 = 0.',
      THEOREM,
      'intros n; exact eq_refl.',
      'Qed.',
      ASSUMED,
    ],
    alone: 'closed',
    reader: 'coq/definition',
    run: 'coq/rejected',
  },
  {
    name: 'a canonical structure that fills in the statement',
    claim: ['Definition claim : Prop := kind_of 0%nat = 1.'],
    body: [
      'Record chosen := Choose { carrier_of : Type; kind : Z }.',
      'Canonical lie : chosen := Choose nat 1.',
      'Definition kind_of {c : chosen} (x : carrier_of c) : Z := kind c.',
      'Definition claim : Prop := kind_of 0%nat = 1.',
      THEOREM,
      'exact (eq_refl 1).',
      'Qed.',
      ASSUMED,
    ],
    alone: 'closed',
    reader: 'coq/claim',
    run: 'coq/rejected',
  },
  {
    name: 'a notation for the numerals of the literal',
    claim: ['Definition merged : Z := 3.', 'Definition claim : Prop := Z.of_nat 4 = merged.'],
    body: [
      'Definition parse (n : Number.int) : Z := Z.of_nat 4.',
      'Definition show (z : Z) : option Number.int := None.',
      'Number Notation Z parse show : Z_scope.',
      'Definition merged : Z := 3.',
      'Definition claim : Prop := Z.of_nat 4 = merged.',
      THEOREM,
      'exact (eq_refl (Z.of_nat 4)).',
      'Qed.',
      ASSUMED,
    ],
    alone: 'closed',
    reader: 'coq/definition',
    run: 'coq/rejected',
  },
  {
    name: 'an instance that fills in the statement',
    claim: ['Definition claim : Prop := chosen = 1.'],
    body: [
      'Class choice := chosen : Z.',
      '#[global] Instance lie : choice := 1.',
      'Definition claim : Prop := chosen = 1.',
      THEOREM,
      'reflexivity.',
      'Qed.',
      ASSUMED,
    ],
    alone: 'closed',
    reader: 'coq/claim',
    run: 'coq/rejected',
  },
  {
    name: 'a tactic inside the statement',
    claim: ['Definition merged : Z := 5.', 'Definition claim : Prop := 2 + 2 = merged.'],
    body: [
      'Definition merged : Z := ltac:(exact 4).',
      'Definition claim : Prop := 2 + 2 = merged.',
      THEOREM,
      'reflexivity.',
      'Qed.',
      ASSUMED,
    ],
    alone: 'closed',
    reader: 'coq/tactic-in-claim',
    run: 'coq/rejected',
  },
  {
    name: 'a faked message by a tactic',
    body: [FALSE, THEOREM, 'Admitted.', 'Goal True.', 'idtac "Closed under the global context".', 'exact I.', 'Qed.'],
    alone: 'closed',
    reader: 'coq/quotation',
    run: 'coq/assumptions',
  },
  {
    name: 'a faked message by the assumptions of something else',
    body: [FALSE, THEOREM, 'Admitted.', 'Print Assumptions nat.'],
    alone: 'closed',
    reader: 'coq/end',
    run: 'coq/assumptions',
  },
  {
    name: 'a faked message by a module that shadows the certificate',
    body: [
      FALSE,
      THEOREM,
      'Admitted.',
      'Module M.',
      'Theorem certificate : True.',
      'exact I.',
      'Qed.',
      'End M.',
      'Import M.',
      ASSUMED,
    ],
    alone: 'closed',
    reader: 'coq/sentence',
    run: 'coq/assumptions',
  },
  {
    name: 'a faked message while the true one goes to a file',
    body: [FALSE, THEOREM, 'Admitted.', `Redirect "hidden" ${ASSUMED}`, 'Print Assumptions nat.'],
    alone: 'closed',
    reader: 'coq/quotation',
    run: 'coq/assumptions',
  },
  {
    name: 'a true message about something that fails',
    body: [
      FALSE,
      'Fail Definition certificate : claim := lie.',
      'Theorem certificate : True.',
      'exact I.',
      'Qed.',
      ASSUMED,
    ],
    alone: 'closed',
    reader: 'coq/sentence',
    run: 'coq/rejected',
  },
  {
    name: 'unset guard checking',
    body: [
      FALSE,
      'Unset Guard Checking.',
      'Fixpoint lies (n : nat) {struct n} : claim := lies n.',
      'Definition lie := lies O.',
      ...BY_LIE,
      ASSUMED,
    ],
    alone: 'exits with 0',
    reader: 'coq/sentence',
    run: 'coq/assumptions',
  },
  {
    name: 'guard checking bypassed by an attribute',
    body: [
      FALSE,
      '#[bypass_check(guard)] Fixpoint lies (n : nat) {struct n} : claim := lies n.',
      'Definition lie := lies O.',
      ...BY_LIE,
      ASSUMED,
    ],
    alone: 'exits with 0',
    reader: 'coq/sentence',
    run: 'coq/assumptions',
  },
  {
    name: 'guard checking unset for good, also for who requires the file',
    body: [
      FALSE,
      'Global Unset Guard Checking.',
      'Fixpoint lies (n : nat) {struct n} : claim := lies n.',
      'Definition lie := lies O.',
      ...BY_LIE,
      ASSUMED,
    ],
    alone: 'exits with 0',
    reader: 'coq/sentence',
    run: 'coq/assumptions',
  },
  {
    name: 'unset positivity checking',
    body: [
      FALSE,
      'Unset Positivity Checking.',
      'Inductive bad : Prop := Bad (no : bad -> False).',
      'Definition no (b : bad) : False := match b with Bad f => f b end.',
      'Definition lie : claim := False_ind claim (no (Bad no)).',
      ...BY_LIE,
      ASSUMED,
    ],
    alone: 'exits with 0',
    reader: 'coq/sentence',
    run: 'coq/assumptions',
  },
  {
    name: 'unset universe checking',
    body: [
      FALSE,
      'From Coq Require Hurkens.',
      'Unset Universe Checking.',
      'Definition lie : claim := False_ind claim (Hurkens.TypeNeqSmallType.paradox Type eq_refl).',
      ...BY_LIE,
      ASSUMED,
    ],
    alone: 'exits with 0',
    reader: 'coq/sentence',
    run: 'coq/assumptions',
  },
  {
    name: 'a true theorem about something else',
    body: [...COMMUTES.claim, ...COMMUTES.proof, ASSUMED],
    alone: 'closed',
    reader: undefined,
    run: 'coq/rejected',
  },
  {
    name: 'a weaker claim',
    body: [FALSE.replace('sub b a', 'sub a b'), THEOREM, 'intros R a b; exact eq_refl.', 'Qed.', ASSUMED],
    alone: 'closed',
    reader: undefined,
    run: 'coq/rejected',
  },
  {
    name: 'a wrong cast',
    body: [FALSE, THEOREM, 'intros R a b; vm_cast_no_check (eq_refl (sub a b)).', 'Qed.', ASSUMED],
    alone: 'refuses',
    reader: undefined,
    run: 'coq/rejected',
  },
  {
    name: 'another file that is required',
    body: [FALSE, 'Require Import Lies.', ...BY_LIE, ASSUMED],
    alone: 'refuses',
    reader: 'coq/sentence',
    run: 'coq/rejected',
  },
  {
    name: 'axioms of the standard library',
    body: [
      'From Coq Require Import Classical.',
      'Definition claim : Prop := forall P : Prop, P \\/ ~ P.',
      THEOREM,
      'exact classic.',
      'Qed.',
      ASSUMED,
    ],
    claim: ['Definition claim : Prop := forall P : Prop, P \\/ ~ P.'],
    alone: 'exits with 0',
    reader: 'coq/claim',
    run: 'coq/assumptions',
  },
  {
    name: 'a comment in the theorem',
    body: [FALSE, 'Theorem certificate (* : claim.', '*) : True.', 'exact I.', 'Qed.', ASSUMED],
    alone: 'closed',
    reader: 'coq/comment',
    run: 'coq/rejected',
  },
  {
    name: 'a comment that a quotation mark keeps open',
    body: [
      FALSE,
      '(* " *) Theorem certificate : claim. Qed. (* " *)',
      'Theorem certificate : True.',
      'exact I.',
      'Qed.',
      ASSUMED,
    ],
    alone: 'closed',
    reader: 'coq/comment',
    run: 'coq/rejected',
  },
  {
    name: 'the theorem within a quotation',
    body: [
      FALSE,
      'From Coq Require Import String.',
      `Definition text := "${THEOREM} Qed."%string.`,
      'Theorem certificate : True.',
      'exact I.',
      'Qed.',
      ASSUMED,
    ],
    alone: 'closed',
    reader: 'coq/quotation',
    run: 'coq/rejected',
  },
  {
    name: 'a goal that is given up',
    body: [FALSE, THEOREM, 'Abort.', 'Theorem certificate : True.', 'exact I.', 'Qed.', ASSUMED],
    alone: 'closed',
    reader: 'coq/sentence',
    run: 'coq/rejected',
  },
  {
    name: 'no certificate at all',
    body: [FALSE, 'Goal claim.', 'Abort.'],
    alone: 'exits with 0',
    reader: 'coq/end',
    run: 'coq/rejected',
  },
  {
    name: 'a part that is given up',
    body: [FALSE, THEOREM, 'admit.', 'Admitted.', 'Opaque certificate.', ASSUMED],
    alone: 'exits with 0',
    reader: 'coq/sentence',
    run: 'coq/assumptions',
  },
  {
    name: 'obligations that are given up',
    body: [FALSE, 'Program Definition lie : claim := _.', 'Admit Obligations.', ...BY_LIE, ASSUMED],
    alone: 'exits with 0',
    reader: 'coq/sentence',
    run: 'coq/assumptions',
  },
  {
    name: 'an axiom inside a module',
    body: [
      FALSE,
      'Module Type T.',
      'Axiom lie : claim.',
      'End T.',
      'Declare Module M : T.',
      THEOREM,
      'exact M.lie.',
      'Qed.',
      ASSUMED,
    ],
    alone: 'exits with 0',
    reader: 'coq/sentence',
    run: 'coq/assumptions',
  },
  {
    name: 'a module with the name of the file',
    body: [
      FALSE,
      'Module Certificate.',
      'Theorem certificate : True.',
      'exact I.',
      'Qed.',
      'End Certificate.',
      'Import Certificate.',
      ASSUMED,
    ],
    alone: 'closed',
    reader: 'coq/sentence',
    run: 'coq/rejected',
  },
  {
    name: 'tactics with the names of others',
    body: [
      FALSE,
      'Tactic Notation "exact" constr(c) := idtac.',
      'Ltac reflexivity := idtac.',
      THEOREM,
      'exact lie.',
      'Admitted.',
      ASSUMED,
    ],
    alone: 'refuses',
    reader: 'coq/quotation',
    run: 'coq/rejected',
  },
]

describe.each(ATTACKS)('fooling coqc with $name', (attack) => {
  const head = `${printLibrary(['Rings'])}\n${prelude(['Rings'])}`
  const text = `${head}\n${attack.body.join('\n')}\n`

  it(`coqc alone: ${attack.alone}`, async () => {
    const { exitCode, says } = await alone(text)
    const closed = says === 'Closed under the global context'
    expect(exitCode !== 0 ? 'refuses' : closed ? 'closed' : 'exits with 0', says).toBe(attack.alone)
  })

  it(`the reader: ${attack.reader ?? 'a proper file, about something else'}`, () => {
    expect(codeOf(() => readCoqFile(text, GRAMMAR))).toBe(attack.reader)
  })

  it(`the run, had it been read: ${attack.run}`, async () => {
    const claim = attack.claim ?? [FALSE]
    const files = trustedFiles({ modules: ['Rings'], claim, proof: [] }, { regenerated: false })
    const fooled = files.map((file) => {
      if (file.name !== CERTIFICATE_NAME) return file
      const own = file.text.slice(0, file.text.indexOf(claim.join('\n')))
      return { ...file, text: `${own}${attack.body.join('\n')}\n` }
    })
    expect(await verdictOf(fooled)).toMatchObject({ accepted: false, code: attack.run })
  })
})

function codeOf(run: () => unknown): string | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    if (error instanceof ConvolemmaError) return error.problem.code
    throw error
  }
}

describe('commands that reach beyond the proof', () => {
  it('a file that Coq would write is never written, because the sentence is not read', async () => {
    const target = join(emptyFolder(), 'written')
    const body = [FALSE, `Redirect "${target}" Print nat.`, THEOREM, 'Admitted.', ASSUMED]
    const text = `${printLibrary(['Rings'])}\n${prelude(['Rings'])}\n${body.join('\n')}\n`
    expect(codeOf(() => readCoqFile(text, GRAMMAR))).toBe('coq/quotation')
    // The reader is the only layer here: Coq itself would write.
    await alone(text)
    expect(existsSync(`${target}.out`)).toBe(true)
  })
})
