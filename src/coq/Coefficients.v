From Coq Require Import Bool Lia List Mergesort Orders Permutation Ring Ring_theory InitialRing ZArith.
From Convolemma Require Import Rings.

Local Open Scope Z_scope.

Section Integers.
Variable R : ring.
Add Ring integers_ring : (laws R).

Lemma integer_zero : integer (R := R) 0 = zero.
Proof. exact (morph0 (integer_morphism R)). Qed.
Lemma integer_one : integer (R := R) 1 = one.
Proof. exact (morph1 (integer_morphism R)). Qed.
Lemma integer_add a b : integer (R := R) (a + b) = add (integer a) (integer b).
Proof. exact (morph_add (integer_morphism R) a b). Qed.
Lemma integer_mul a b : integer (R := R) (a * b) = mul (integer a) (integer b).
Proof. exact (morph_mul (integer_morphism R) a b). Qed.
End Integers.

Record coefficients : Type := Coefficients {
  entry : Type;
  identity_entry : entry;
  plus : entry -> entry -> entry;
  times : entry -> entry -> entry;
  multiple : Z -> entry -> entry;
  tidy : entry -> entry;
  is_null : entry -> bool;
  value : forall R : ring, (positive -> R) -> entry -> R;
  value_identity : forall (R : ring) (symbols : positive -> R), value R symbols identity_entry = one;
  value_plus : forall (R : ring) (symbols : positive -> R) a b,
    value R symbols (plus a b) = add (value R symbols a) (value R symbols b);
  value_times : forall (R : ring) (symbols : positive -> R) a b,
    value R symbols (times a b) = mul (value R symbols a) (value R symbols b);
  value_multiple : forall (R : ring) (symbols : positive -> R) k a,
    value R symbols (multiple k a) = mul (integer k) (value R symbols a);
  value_tidy : forall (R : ring) (symbols : positive -> R) a, value R symbols (tidy a) = value R symbols a;
  value_null : forall (R : ring) (symbols : positive -> R) a, is_null a = true -> value R symbols a = zero
}.

Definition integers : coefficients.
Proof.
  refine (Coefficients Z 1 Z.add Z.mul Z.mul (fun a => a) (Z.eqb 0) (fun R _ => integer) _ _ _ _ _ _).
  - intros R _. apply integer_one.
  - intros R _. apply integer_add.
  - intros R _. apply integer_mul.
  - intros R _. apply integer_mul.
  - reflexivity.
  - intros R _ a H. apply Z.eqb_eq in H as <-. apply integer_zero.
Defined.

Definition monomial : Type := list positive.
Definition term : Type := (Z * monomial)%type.
Definition polynomial : Type := list term.

Definition p1 (a : positive) : term := (1, [a]).
Definition p2 (a b : positive) : term := (1, [a; b]).
Definition p3 (a b c : positive) : term := (1, [a; b; c]).
Definition p4 (a b c d : positive) : term := (1, [a; b; c; d]).

Definition plus1 (a : positive) (rest : polynomial) : polynomial := p1 a :: rest.
Definition plus2 (a b : positive) (rest : polynomial) : polynomial := p2 a b :: rest.
Definition plus3 (a b c : positive) (rest : polynomial) : polynomial := p3 a b c :: rest.
Definition plus4 (a b c d : positive) (rest : polynomial) : polynomial := p4 a b c d :: rest.

Fixpoint product (R : ring) (symbols : positive -> R) (m : monomial) : R :=
  match m with nil => one | s :: m' => mul (symbols s) (product R symbols m') end.

Fixpoint polynomial_value (R : ring) (symbols : positive -> R) (p : polynomial) : R :=
  match p with
  | nil => zero
  | (k, m) :: p' => add (mul (integer k) (product R symbols m)) (polynomial_value R symbols p')
  end.

Fixpoint merge_monomials (m : monomial) : monomial -> monomial :=
  match m with
  | nil => fun n => n
  | a :: m' =>
      fix merge_in (n : monomial) : monomial :=
        match n with
        | nil => m
        | b :: n' => if (a <=? b)%positive then a :: merge_monomials m' n else b :: merge_in n'
        end
  end.

Fixpoint compare_monomials (m n : monomial) : comparison :=
  match m, n with
  | nil, nil => Eq
  | nil, _ => Lt
  | _, nil => Gt
  | a :: m', b :: n' => match (a ?= b)%positive with Eq => compare_monomials m' n' | other => other end
  end.

Module Term_order <: TotalLeBool.
  Definition t : Type := term.
  Definition leb (a b : term) : bool := match compare_monomials (snd a) (snd b) with Gt => false | _ => true end.
  Lemma compare_opposite m n : compare_monomials n m = CompOpp (compare_monomials m n).
  Proof.
    revert n; induction m as [|a m IH]; intros [|b n]; try reflexivity.
    cbn. rewrite (Pos.compare_antisym a b). destruct (a ?= b)%positive; cbn; [apply IH | reflexivity | reflexivity].
  Qed.
  Theorem leb_total : forall a b, leb a b = true \/ leb b a = true.
  Proof.
    intros a b. unfold leb. rewrite (compare_opposite (snd a) (snd b)).
    destruct (compare_monomials (snd a) (snd b)); cbn; auto.
  Qed.
End Term_order.
Module Term_sort := Sort Term_order.

Lemma compare_monomials_eq m n : compare_monomials m n = Eq -> m = n.
Proof.
  revert n; induction m as [|a m IH]; intros [|b n]; cbn; try discriminate; [reflexivity|].
  destruct (a ?= b)%positive eqn:E; try discriminate.
  apply Pos.compare_eq in E as ->. intros H. rewrite (IH n H). reflexivity.
Qed.

Fixpoint join_from (k : Z) (m : monomial) (p : polynomial) : polynomial :=
  match p with
  | nil => if k =? 0 then nil else [(k, m)]
  | (l, n) :: p' =>
      match compare_monomials m n with
      | Eq => join_from (k + l) m p'
      | _ => if k =? 0 then join_from l n p' else (k, m) :: join_from l n p'
      end
  end.

Definition polynomial_tidy (p : polynomial) : polynomial :=
  match p with
  | nil | _ :: nil => p
  | _ => match Term_sort.sort p with nil => nil | (k, m) :: p' => join_from k m p' end
  end.

Definition polynomial_times (p q : polynomial) : polynomial :=
  flat_map (fun s : term => map (fun t : term => (fst s * fst t, merge_monomials (snd s) (snd t))) q) p.

Definition polynomial_multiple (k : Z) (p : polynomial) : polynomial :=
  map (fun t : term => (k * fst t, snd t)) p.

Definition polynomial_null (p : polynomial) : bool :=
  match p with nil => true | (k, _) :: nil => k =? 0 | _ => false end.

Section Polynomials.
Variable R : ring.
Variable symbols : positive -> R.
Add Ring polynomials_ring : (laws R).

Notation value_of := (polynomial_value R symbols).

Lemma merge_monomials_value m n :
  product R symbols (merge_monomials m n) = mul (product R symbols m) (product R symbols n).
Proof.
  revert n; induction m as [|a m IH]; intros n; [cbn; ring|].
  induction n as [|b n IHn]; [cbn; ring|].
  cbn [merge_monomials]. destruct (a <=? b)%positive; cbn [product].
  - rewrite IH. cbn [product]. ring.
  - change (mul (symbols b) (product R symbols (merge_monomials (a :: m) n)) =
            mul (mul (symbols a) (product R symbols m)) (mul (symbols b) (product R symbols n))).
    rewrite IHn. cbn [product]. ring.
Qed.

Lemma polynomial_value_app p q : value_of (p ++ q) = add (value_of p) (value_of q).
Proof. induction p as [|[k m] p IH]; cbn; [ring|]. rewrite IH. ring. Qed.

Lemma polynomial_times_value p q : value_of (polynomial_times p q) = mul (value_of p) (value_of q).
Proof.
  induction p as [|[k m] p IH]; cbn; [ring|].
  rewrite polynomial_value_app. unfold polynomial_times in IH. rewrite IH.
  enough (E : value_of (map (fun t : term => (k * fst t, merge_monomials m (snd t))) q)
              = mul (mul (integer k) (product R symbols m)) (value_of q)) by (rewrite E; ring).
  clear IH p. induction q as [|[l n] q IH]; cbn [map polynomial_value fst snd]; [ring|].
  rewrite IH, merge_monomials_value, integer_mul. ring.
Qed.

Lemma polynomial_multiple_value k p : value_of (polynomial_multiple k p) = mul (integer k) (value_of p).
Proof.
  induction p as [|[l m] p IH]; cbn [polynomial_multiple map polynomial_value fst snd]; [ring|].
  unfold polynomial_multiple in IH. rewrite IH, integer_mul. ring.
Qed.

Lemma polynomial_value_permutation p q : Permutation p q -> value_of p = value_of q.
Proof.
  induction 1 as [|[k m] p q _ IH|[k m] [l n] p|p q r _ IH1 _ IH2]; cbn.
  - reflexivity.
  - rewrite IH. reflexivity.
  - ring.
  - rewrite IH1. exact IH2.
Qed.

Lemma join_from_value k m p :
  value_of (join_from k m p) = add (mul (integer k) (product R symbols m)) (value_of p).
Proof.
  revert k m; induction p as [|[l n] p IH]; intros k m; cbn [join_from].
  - destruct (Z.eqb_spec k 0) as [->|_]; cbn [polynomial_value]; [rewrite integer_zero; ring | reflexivity].
  - assert (E : value_of (if k =? 0 then join_from l n p else (k, m) :: join_from l n p)
                = add (mul (integer k) (product R symbols m)) (value_of ((l, n) :: p))).
    { destruct (Z.eqb_spec k 0) as [->|_]; cbn [polynomial_value]; rewrite IH; [rewrite integer_zero|]; ring. }
    destruct (compare_monomials m n) eqn:C; try exact E.
    apply compare_monomials_eq in C as ->. rewrite IH, integer_add. cbn [polynomial_value]. ring.
Qed.

Lemma polynomial_tidy_value p : value_of (polynomial_tidy p) = value_of p.
Proof.
  destruct p as [|a [|b p]]; try reflexivity.
  unfold polynomial_tidy.
  rewrite (polynomial_value_permutation _ _ (Term_sort.Permuted_sort (a :: b :: p))).
  destruct (Term_sort.sort (a :: b :: p)) as [|[k m] q]; [reflexivity|].
  rewrite join_from_value. reflexivity.
Qed.
End Polynomials.

Definition polynomials : coefficients.
Proof.
  refine (Coefficients polynomial [(1, nil)] (fun p q => p ++ q) polynomial_times polynomial_multiple
            polynomial_tidy polynomial_null polynomial_value _ _ _ _ _ _).
  - intros R symbols. pose proof (laws R) as L. cbn. rewrite (Radd_comm L), (Radd_0_l L). apply (Rmul_1_l L).
  - intros. apply polynomial_value_app.
  - intros. apply polynomial_times_value.
  - intros. apply polynomial_multiple_value.
  - intros. apply polynomial_tidy_value.
  - intros R symbols [|[k m] [|b p]]; cbn; [reflexivity| |discriminate].
    intros H. apply Z.eqb_eq in H as ->. pose proof (laws R) as L.
    rewrite integer_zero. rewrite (Radd_comm L), (Radd_0_l L). apply (ARmul_0_l (Rth_ARth (Eqsth R) (Eq_ext _ _ _) L)).
Defined.
