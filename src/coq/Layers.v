From Coq Require Import List ZArith.
From Convolemma Require Import Rings Positions Coefficients.

Local Open Scope Z_scope.

Section Data.
Variable K : coefficients.

Definition row : Type := list (entry K).
Definition matrix : Type := list row.
Definition tap : Type := (position * matrix)%type.

Record layer : Type := Layer {
  stride : list Z;
  divisor : Z;
  bias : row;
  taps : list tap
}.

Inductive net : Type :=
| Input (which channels : nat)
| Apply (l : layer) (before : net)
| Inside (w : window) (before : net)
| Spread (up : list Z) (before : net)
| Plus (first second : net).

Fixpoint divisors (N : net) : list Z :=
  match N with
  | Input _ _ => nil
  | Apply l before => divisor l :: divisors before
  | Inside _ before => divisors before
  | Spread _ before => divisors before
  | Plus first second => divisors first ++ divisors second
  end.

Fixpoint axes (N : net) : nat :=
  match N with
  | Input _ _ => O
  | Apply _ before => axes before
  | Inside _ before => axes before
  | Spread up before => Nat.max (length up) (axes before)
  | Plus first second => Nat.max (axes first) (axes second)
  end.
End Data.

Arguments Layer {K} stride divisor bias taps.
Arguments stride {K} l.
Arguments divisor {K} l.
Arguments bias {K} l.
Arguments taps {K} l.
Arguments Input {K} which channels.
Arguments Apply {K} l before.
Arguments Inside {K} w before.
Arguments Spread {K} up before.
Arguments Plus {K} first second.
Arguments divisors {K} N.
Arguments axes {K} N.

Definition integer_layer (s : list Z) (d : Z) (b : list Z) (ts : list (list Z * list (list Z))) : layer integers :=
  @Layer integers s d b ts.
Definition polynomial_layer (s : list Z) (d : Z) (b : list polynomial) (ts : list (list Z * list (list polynomial))) :
    layer polynomials :=
  @Layer polynomials s d b ts.

Fixpoint phases (up : list Z) : nat :=
  match up with
  | nil => 1%nat
  | u :: up' => (Z.to_nat u * phases up')%nat
  end.

Fixpoint phase (up : list Z) (q : position) : nat :=
  match up with
  | nil => 0%nat
  | u :: up' => (Z.to_nat (hd 0 q mod u)%Z * phases up' + phase up' (tl q))%nat
  end.

Definition signal (R : ring) : Type := nat -> position -> R.

Section Meaning.
Context {K : coefficients} {R : ring}.
Variable symbols : positive -> R.

Fixpoint dot (r : row K) (f : nat -> R) : R :=
  match r with
  | nil => zero
  | e :: r' => add (mul (value K R symbols e) (f 0%nat)) (dot r' (fun c => f (S c)))
  end.

Definition at_channel (r : row K) (o : nat) : R :=
  match nth_error r o with Some e => value K R symbols e | None => zero end.

Fixpoint taps_value (ts : list (tap K)) (x : signal R) (o : nat) (q : position) : R :=
  match ts with
  | nil => zero
  | (offset, m) :: ts' => add (dot (nth o m nil) (fun c => x c (shift q offset))) (taps_value ts' x o q)
  end.

Definition layer_value (factor : R) (l : layer K) (x : signal R) : signal R :=
  fun o n => mul factor (add (at_channel (bias l) o) (taps_value (taps l) x o (scale (stride l) n))).

Variable inverse : Z -> R.

Fixpoint run (N : net K) (x : nat -> signal R) : signal R :=
  match N with
  | Input which channels => fun c q => if Nat.ltb c channels then x which c q else zero
  | Apply l before => layer_value (inverse (divisor l)) l (run before x)
  | Inside w before => fun c q => if inside w q then run before x c q else zero
  | Spread up before => fun o q => run before x (o * phases up + phase up q)%nat (floor up q)
  | Plus first second => fun c q => add (run first x c q) (run second x c q)
  end.
End Meaning.

Definition invertible {R : ring} (inverse : Z -> R) (ds : list Z) : Prop :=
  forall d, In d ds -> mul (inverse d) (integer d) = one.

Definition supported {R : ring} (support : list window) (x : nat -> signal R) : Prop :=
  forall i c q, inside (nth i support nil) q = false -> x i c q = zero.

Definition merges {K : coefficients} (support : list window) (outputs : window) (N M : net K) : Prop :=
  forall (R : ring) (symbols : positive -> R) (inverse : Z -> R),
    invertible inverse (divisors N ++ divisors M) ->
    forall x : nat -> signal R, supported support x ->
    forall o q, (axes N <= length q)%nat -> (axes M <= length q)%nat -> inside outputs q = true ->
    run symbols inverse N x o q = run symbols inverse M x o q.
