/** Commands of Coq that do something beside stating and proving, none with a quotation mark or a comment. Imports nothing. */
export const COMMANDS: readonly string[] = `
Axiom x : False.
Axioms x : False.
Parameter x : False.
Parameters x : False.
Conjecture x : False.
Admitted.
Abort.
Abort All.
Admit Obligations.
Goal False.
Undo.
Restart.
Show.
Defined.
Redirect x Print nat.
Extraction nat.
Recursive Extraction nat.
Separate Extraction nat.
Load x.
Declare ML Module x.
Add LoadPath x.
Add Rec LoadPath x.
Add ML Path x.
Cd.
Drop.
Quit.
Pwd.
Set Printing All.
Unset Guard Checking.
Unset Positivity Checking.
Unset Universe Checking.
Global Set Printing All.
Local Unset Guard Checking.
Export Set Printing All.
Time Qed.
Timeout 9 Qed.
Fail Qed.
Succeed Qed.
Instructions Qed.
#[bypass_check(guard)] Fixpoint x (n : nat) : False := x n.
Fixpoint x (n : nat) : False := x n.
CoFixpoint x : False := x.
Inductive x : Prop := .
Record x := {}.
Notation x := 1.
Infix x := 1.
Reserved Notation x.
Tactic Notation x := idtac.
Number Notation x y z : a.
Ltac x := idtac.
Ltac2 x := y.
Coercion x : y >-> z.
Canonical Structure x := y.
Canonical x.
Instance x : y := z.
Existing Instance x.
Program Definition x := y.
Obligation Tactic := idtac.
Next Obligation.
Opaque add.
Transparent add.
Strategy 10 [add].
Arguments add : clear implicits.
Require Import x.
From x Require Import y.
Require x.
Import x.
Export x.
Include x.
Module x.
Module Type x.
Declare Module x : y.
Local Open Scope nat_scope.
Open Scope nat_scope.
Delimit Scope x with y.
Bind Scope x with y.
Undelimit Scope x.
Universe x.
Constraint x < y.
Primitive x := y.
Register x as y.
Hint Resolve x.
Create HintDb x.
Scheme x := y.
Derive x SuchThat y As z.
Add Ring x : y.
Print nat.
Check nat.
Eval compute in 1.
Compute 1.
Search nat.
About nat.
Locate nat.
Print Assumptions nat.
Reset x.
Back 1.
BackTo 1.
Write State x.
Restore State x.
Comments x.
Optimize Heap.
Unshelve.
Context (x : False).
Let x : False.
Hypotheses x : False.
Generalizable All Variables.
Implicit Type x : y.
idtac.
admit.
give_up.
native_compute.
all: exact I.
1: exact I.
1:{ exact I.
Example x : False.
`
  .trim()
  .split('\n')
