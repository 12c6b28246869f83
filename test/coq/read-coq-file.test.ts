import { describe, expect, it } from 'vitest'
import { type CoqFile, moduleNames, printCoqFile } from '../../src/coq/coq-file.ts'
import { type CoqGrammar, hasFixedProof, readCoqFile } from '../../src/coq/read-coq-file.ts'
import { ConvolemmaError, type Problem } from '../../src/errors.ts'
import { COMMANDS } from './commands.ts'
import { altered, BY_LEMMA, COMMUTES, COMPUTES, GRAMMAR, THEOREM, TRUE_FILES } from './samples.ts'

/** Why a text is refused; undefined where it is read. */
function refusal(text: string, grammar: CoqGrammar = GRAMMAR): Problem | undefined {
  try {
    readCoqFile(text, grammar)
    return undefined
  } catch (error) {
    if (error instanceof ConvolemmaError) return error.problem
    throw error
  }
}

const withProof = (...proof: readonly string[]): string => printCoqFile({ ...COMMUTES, proof })
const withClaim = (...claim: readonly string[]): string => printCoqFile({ ...COMPUTES, claim })
const CLAIM = 'Definition claim : Prop := True.'

describe('readCoqFile', () => {
  it.each(Object.entries(TRUE_FILES))('reads back what is printed: %s', (_, file) => {
    expect(readCoqFile(printCoqFile(file), GRAMMAR)).toEqual(file)
  })

  it('reads symbols, each with a number of its own', () => {
    const symbols = ["Definition v_k'2b' : positive := 1%positive.", 'Definition v_k_0 : positive := 12%positive.']
    expect(refusal(withClaim(...symbols, ...COMPUTES.claim))).toBeUndefined()
    const same = symbols.map((one) => one.replace('12%', '1%'))
    expect(refusal(withClaim(...same, ...COMPUTES.claim))).toMatchObject({ code: 'coq/symbol' })
    for (const other of ['Definition v_a : Z := 1.', 'Definition v_a : positive := (1)%positive.']) {
      expect(refusal(withClaim(other, ...COMPUTES.claim))).toMatchObject({ code: 'coq/definition' })
    }
  })

  it('a fixed proof is read word for word, whatever its sentences are', () => {
    const grammar = { ...GRAMMAR, sentences: [], fixedProofs: [COMPUTES.proof] }
    expect(refusal(printCoqFile(COMPUTES), grammar)).toBeUndefined()
    expect(hasFixedProof(COMPUTES, grammar)).toBe(true)
    expect(hasFixedProof({ proof: [COMPUTES.proof.join('\n ')] }, grammar)).toBe(true)
    expect(hasFixedProof(COMMUTES, grammar)).toBe(false)
    expect(refusal(altered(COMPUTES, 'eq_refl', 'eq_sym'), grammar)?.code).toBe('coq/sentence')
  })

  it('reads the modules in the order of the file', () => {
    const modules = [...moduleNames()].reverse()
    expect(readCoqFile(printCoqFile({ ...COMMUTES, modules }), GRAMMAR).modules).toEqual(modules)
  })

  it('names the line of the whole file', () => {
    const text = altered(COMMUTES, 'Qed.', 'Admitted.')
    const line = text.split('\n').indexOf('Admitted.') + 1
    expect(refusal(text)).toMatchObject({ code: 'coq/sentence', where: `line ${line}` })
    expect(refusal(text)?.what).toContain('"Admitted."')
  })

  it.each([
    ['a changed library', (text: string) => text.replace('one : carrier', 'one: carrier'), 'coq/library'],
    ['something before it', (text: string) => `Print nat.\n${text}`, 'coq/library'],
    ['a module without its text', (text: string) => text.replace('Record ring', 'Record ring2'), 'coq/library'],
    ['no library', () => `${CLAIM}\n${THEOREM}\nexact I.\nQed.\nPrint Assumptions certificate.\n`, 'coq/library'],
    ['an empty file', () => '', 'coq/library'],
    [
      'something between library and prelude',
      (text: string) => text.replace(/\nImport Rings/, '\nImport Nat.\nImport Rings'),
      'coq/prelude',
    ],
    ['another scope', (text: string) => text.replace('Open Scope Z_', 'Open Scope nat_'), 'coq/prelude'],
    [
      'a module that is not there',
      (text: string) => text.replace(/\nImport Rings/, '\nImport Rings Nat'),
      'coq/prelude',
    ],
  ])('refuses %s', (_, change, code) => {
    const text = printCoqFile(COMMUTES)
    expect(change(text)).not.toBe(text)
    expect(refusal(change(text))?.code).toBe(code)
  })

  it.each([
    ['a comment', '(* *)', 'coq/comment'],
    ['a comment that is not closed', '(*', 'coq/comment'],
    ['a string', '"a"', 'coq/quotation'],
    ['one quotation mark', '"', 'coq/quotation'],
    ['a tab', '\t', 'coq/character'],
    ['a carriage return', '\r', 'coq/character'],
    ['a letter beyond ASCII', 'λ', 'coq/character'],
    ['a mark of direction', '\u202e', 'coq/character'],
    ['a space that is none', '\u00a0', 'coq/character'],
    ['two full stops', '..', 'coq/dots'],
  ])('refuses %s anywhere after the library', (_, piece, code) => {
    for (const place of ['intros R', 'Prop :=', 'Print Assumptions', 'certificate : claim']) {
      expect(refusal(altered(COMMUTES, place, `${piece} ${place}`))?.code).toBe(code)
    }
    expect(refusal(`${printCoqFile(COMMUTES)}${piece}`)?.code).toBe(code)
  })

  it('refuses an overlong text at once', () => {
    expect(refusal(' '.repeat(2 ** 26 + 1))?.code).toBe('coq/too-long')
  })

  it.each([
    ['no claim', [], 'coq/no-claim'],
    ['a claim of another type', ['Definition claim : Set := nat.'], 'coq/no-claim'],
    ['a definition that the claim does not have', ['Definition other : Z := 1.', CLAIM], 'coq/definition'],
    ['one definition twice', ['Definition merged : Z := 1.', 'Definition merged : Z := 2.', CLAIM], 'coq/definition'],
    ['a name of the library', ['Definition add (a b : Z) : Z := 0.', CLAIM], 'coq/reused-name'],
    ['a constructor of the library', ['Definition Ring : Z := 0.', CLAIM], 'coq/reused-name'],
    ['a notation', ['Notation merged := 1.', CLAIM], 'coq/claim'],
    ['a definition by tactics', ['Definition merged : Z.', CLAIM], 'coq/claim'],
    ['an attribute', ['#[global] Definition merged : Z := 1.', CLAIM], 'coq/claim'],
    ['a local definition', ['Local Definition merged : Z := 1.', CLAIM], 'coq/claim'],
    ['a scope', ['Local Open Scope nat_scope.', CLAIM], 'coq/claim'],
    ['a tactic in a term', ['Definition merged : Z := ltac:(exact 1).', CLAIM], 'coq/tactic-in-claim'],
    ['a tactic with spaces', ['Definition merged : Z := ltac : (exact 1).', CLAIM], 'coq/tactic-in-claim'],
  ])('refuses a claim with %s', (_, claim, code) => {
    expect(refusal(withClaim(...claim))?.code).toBe(code)
  })

  it('refuses a name of the library also where the claim may define it', () => {
    const grammar = { ...GRAMMAR, definitions: [...GRAMMAR.definitions, 'add'] }
    expect(refusal(withClaim('Definition add (a b : Z) : Z := 0.', CLAIM), grammar)?.code).toBe('coq/reused-name')
  })

  it.each([
    ['no certificate', ['Lemma certificat : claim.', 'Qed.'], 'coq/no-certificate'],
    ['a certificate of something else', ['Theorem certificate : True.', 'exact I.', 'Qed.'], 'coq/no-certificate'],
    ['a certificate with parameters', ['Theorem certificate (x : False) : claim.', 'Qed.'], 'coq/no-certificate'],
    ['two certificates', [THEOREM, 'Qed.', THEOREM, 'Qed.'], 'coq/two-certificates'],
    ['no end of the proof', [THEOREM, 'exact I.'], 'coq/no-qed'],
    ['something after the proof', [THEOREM, 'exact I.', 'Qed.', 'Lemma l_a : True.', 'exact I.', 'Qed.'], 'coq/no-qed'],
    ['a lemma that shadows the library', ['Lemma add : True.', THEOREM, 'Qed.'], 'coq/reused-name'],
    [
      'a variable that shadows the claim',
      ['Section A.', 'Variables (v_a : Z) (claim : Z).', 'End A.', THEOREM, 'Qed.'],
      'coq/reused-name',
    ],
    ['a definition that shadows the claim', ['Definition claim : Prop := False.', THEOREM, 'Qed.'], 'coq/reused-name'],
    ['an open section', ['Section A.', THEOREM, 'Qed.'], 'coq/section'],
    [
      'a hypothesis outside a section',
      ['Hypothesis v_lie : claim.', THEOREM, 'exact v_lie.', 'Qed.'],
      'coq/hypothesis',
    ],
    [
      'a hypothesis after the section',
      ['Section A.', 'End A.', 'Variable v_lie : claim.', THEOREM, 'Qed.'],
      'coq/hypothesis',
    ],
    ['a hidden command after a bullet', [THEOREM, '- Load x.', 'Qed.'], 'coq/sentence'],
    ['a hidden command after a brace', [THEOREM, '{ intros.', '} Cd.', 'Qed.'], 'coq/sentence'],
    ['a longer word', [THEOREM, 'introspect R.', 'Qed.'], 'coq/sentence'],
    ['a longer word with a prime', [THEOREM, "exact' R.", 'Qed.'], 'coq/sentence'],
    ['a bare full stop', [THEOREM, '.', 'Qed.'], 'coq/sentence'],
  ])('refuses a proof with %s', (_, proof, code) => {
    expect(refusal(withProof(...proof))?.code).toBe(code)
  })

  it('says what may have become of the library, and what to do', () => {
    const problem = refusal(printCoqFile(COMMUTES).replaceAll('\n', '\r\n'))
    expect(problem).toMatchObject({ code: 'coq/library', fix: expect.arrayContaining([expect.any(String)]) })
    expect(problem?.what).toMatch(/another version, or was changed, cut off or had its line ends converted/)
  })

  it('every refusal says what to do', () => {
    for (const text of ['', withProof(), withClaim(), withProof(THEOREM, 'Load x.'), ' '.repeat(2 ** 26 + 1)]) {
      expect(refusal(text)?.fix?.length).toBeGreaterThan(0)
    }
  })

  it('reads a sentence of a million characters without a colon, once', () => {
    for (const word of ['Variable', 'Variables', 'Lemma', 'Definition']) {
      for (const open of ['(', '((', '']) {
        const sentence = `${word} ${open}${'a'.repeat(1_000_000)}.`
        expect(refusal(withProof('Section A.', sentence, 'End A.', THEOREM))?.code).toBe('coq/no-qed')
      }
    }
    expect(refusal(withProof(`Variable (${'a'.repeat(1_000_000)}).`, THEOREM))?.code).toBe('coq/hypothesis')
    expect(refusal(withProof(THEOREM, `${'{'.repeat(3_000_000)}.`, 'Qed.'))?.code).toBe('coq/sentence')
  })

  it('reads 20,000 symbols and as many names', () => {
    const numbers = Array.from({ length: 20_000 }, (_, at) => at + 1)
    const claim = [...numbers.map((at) => `Definition v_${at} : positive := ${at}%positive.`), ...COMMUTES.claim]
    const names = numbers.map((at) => `v_a${at}`).join(' ')
    const proof = ['Section A.', `Variables (${names} : Z).`, 'End A.', ...COMMUTES.proof]
    expect(refusal(printCoqFile({ ...COMMUTES, claim, proof }))).toBeUndefined()
    const reused = proof.map((one) => one.replace(' v_a20000 ', ' v_20000 '))
    expect(refusal(printCoqFile({ ...COMMUTES, claim, proof: reused }))?.code).toBe('coq/reused-name')
  })

  it('refuses a file that goes on, or ends within a sentence', () => {
    const text = printCoqFile(COMMUTES)
    expect(refusal(`${text}Print nat.\n`)?.code).toBe('coq/end')
    expect(refusal(`${text}Print nat`)?.code).toBe('coq/unfinished')
    expect(refusal(altered(COMMUTES, 'Assumptions certificate', 'Assumptions claim'))?.code).toBe('coq/end')
  })

  it.each(COMMANDS)('never lets "%s" through, neither before, in nor after the proof', (command) => {
    const { proof } = BY_LEMMA
    for (const place of [0, 1, 3, 7, 8, 9]) {
      const file: CoqFile = { ...BY_LEMMA, proof: [...proof.slice(0, place), command, ...proof.slice(place)] }
      expect(refusal(printCoqFile(file))?.code).toBe('coq/sentence')
    }
    const before = printCoqFile({ ...BY_LEMMA, claim: [command, ...BY_LEMMA.claim] })
    expect(refusal(before)?.code).toBe('coq/claim')
    expect(['coq/end', 'coq/sentence']).toContain(refusal(`${printCoqFile(BY_LEMMA)}${command}\n`)?.code)
  })
})
