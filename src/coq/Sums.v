From Coq Require Import List ZArith Lia Bool Permutation FinFun Ring Ring_theory InitialRing.
From Convolemma Require Import Rings.
Import ListNotations.
Local Open Scope Z_scope.

Declare Scope ring_scope.
Delimit Scope ring_scope with ring.
Bind Scope ring_scope with carrier.
Notation "x + y" := (add x y) : ring_scope.
Notation "x * y" := (mul x y) : ring_scope.

Ltac is_numeral z :=
  match isZcst z with
  | true => constr:(true)
  | _ => constr:(false)
  end.

Ltac integer_constant term :=
  match term with
  | integer ?z => match is_numeral z with true => z | _ => InitialRing.NotConstant end
  | zero => constr:(0%Z)
  | one => constr:(1%Z)
  | _ => InitialRing.NotConstant
  end.

Definition position : Type := list Z.

Definition coordinate (p : position) (axis : nat) : Z := nth axis p 0.
Coercion coordinate : position >-> Funclass.

Definition at_axes (rank : nat) (entries : nat -> Z) : position := map entries (seq 0 rank).
Arguments at_axes rank%nat_scope entries%function_scope.

Definition axis_values (entries : list Z) (axis : nat) : Z := nth axis entries 0.

Definition in_box (rank : nat) (extent : nat -> Z) (p : position) : Prop :=
  length p = rank /\ forall axis, (axis < rank)%nat -> 0 <= p axis < extent axis.
Arguments in_box rank%nat_scope extent%function_scope p.

Lemma length_at_axes : forall rank entries, length (at_axes rank entries) = rank.
Proof.
  intros rank entries; unfold at_axes; rewrite map_length; apply seq_length.
Qed.

Lemma coordinate_at_axes : forall rank entries axis,
  (axis < rank)%nat -> at_axes rank entries axis = entries axis.
Proof.
  intros rank entries axis below; unfold coordinate, at_axes.
  rewrite nth_indep with (d' := entries 0%nat) by (rewrite map_length, seq_length; exact below).
  rewrite map_nth, seq_nth by exact below; reflexivity.
Qed.

Lemma position_equal : forall rank (p q : position),
  length p = rank -> length q = rank -> (forall axis, (axis < rank)%nat -> p axis = q axis) -> p = q.
Proof.
  intros rank p q lengthP lengthQ same; apply nth_ext with (d := 0) (d' := 0).
  - congruence.
  - intros axis below; apply same; lia.
Qed.

Lemma at_axes_equal : forall rank f g,
  (forall axis, (axis < rank)%nat -> f axis = g axis) -> at_axes rank f = at_axes rank g.
Proof.
  intros rank f g same; unfold at_axes; apply map_ext_in.
  intros axis member; apply in_seq in member; apply same; lia.
Qed.

Definition range (extent : Z) : list Z := map Z.of_nat (seq 0 (Z.to_nat extent)).

Fixpoint box (extents : list Z) : list position :=
  match extents with
  | [] => [[]]
  | extent :: rest => flat_map (fun entry => map (cons entry) (box rest)) (range extent)
  end.

Lemma in_range : forall extent value, In value (range extent) <-> 0 <= value < extent.
Proof.
  intros extent value; unfold range; rewrite in_map_iff; split.
  - intros [n [<- member]]; apply in_seq in member; lia.
  - intros bounds; exists (Z.to_nat value); rewrite in_seq; lia.
Qed.

Lemma range_distinct : forall extent, NoDup (range extent).
Proof.
  intros extent; apply Injective_map_NoDup; [|apply seq_NoDup].
  intros a b same; lia.
Qed.

Lemma in_box_list : forall extents (p : position),
  In p (box extents) <->
  length p = length extents /\ forall axis, (axis < length extents)%nat -> 0 <= p axis < nth axis extents 0.
Proof.
  induction extents as [|extent rest hypothesis]; intros p; simpl.
  - split.
    + intros [<-|[]]; split; [reflexivity|intros axis below; lia].
    + intros [empty _]; left; symmetry; apply length_zero_iff_nil; exact empty.
  - rewrite in_flat_map; split.
    + intros [entry [inRange member]]; apply in_map_iff in member; destruct member as [q [<- member]].
      apply in_range in inRange; apply hypothesis in member; destruct member as [lengthQ inside]; simpl.
      split; [congruence|intros [|axis] below; [exact inRange|apply inside; lia]].
    + intros [lengthP inside]; destruct p as [|entry q]; [discriminate lengthP|].
      exists entry; split; [apply in_range; apply (inside 0%nat); lia|].
      apply in_map_iff; exists q; split; [reflexivity|]; apply hypothesis; split; [simpl in lengthP; lia|].
      intros axis below; apply (inside (S axis)); lia.
Qed.

Lemma in_box_at_axes : forall rank extent p, In p (box (at_axes rank extent)) <-> in_box rank extent p.
Proof.
  intros rank extent p; rewrite in_box_list, length_at_axes; unfold in_box.
  split; intros [lengthP inside]; (split; [exact lengthP|]); intros axis below; specialize (inside axis below);
    change (nth axis (at_axes rank extent) 0) with (coordinate (at_axes rank extent) axis) in *;
    rewrite coordinate_at_axes in * by exact below; exact inside.
Qed.

Lemma app_distinct : forall (A : Type) (first second : list A),
  NoDup first -> NoDup second -> (forall x, In x first -> ~ In x second) -> NoDup (first ++ second).
Proof.
  intros A first second distinctFirst distinctSecond apart; induction first as [|a rest hypothesis]; [exact distinctSecond|].
  inversion_clear distinctFirst as [|? ? fresh others]; simpl; constructor.
  - rewrite in_app_iff; intros [inside|inside]; [contradiction|]; exact (apart a (or_introl eq_refl) inside).
  - apply hypothesis; [exact others|]; intros x member; apply apart; right; exact member.
Qed.

Lemma box_distinct : forall extents, NoDup (box extents).
Proof.
  induction extents as [|extent rest hypothesis]; simpl.
  - constructor; [intros []|constructor].
  - assert (distinct := range_distinct extent).
    induction (range extent) as [|entry others inner]; simpl; [constructor|].
    inversion_clear distinct as [|? ? fresh distinctOthers]; apply app_distinct.
    + apply Injective_map_NoDup; [|exact hypothesis]; intros a b same; congruence.
    + exact (inner distinctOthers).
    + intros p member other; apply in_map_iff in member; destruct member as [q [<- _]].
      apply in_flat_map in other; destruct other as [entry' [inside same]].
      apply in_map_iff in same; destruct same as [q' [same _]]; congruence.
Qed.

Definition axes_all (rank : nat) (test : nat -> bool) : bool := forallb test (seq 0 rank).

Lemma axes_all_true : forall rank test,
  axes_all rank test = true <-> forall axis, (axis < rank)%nat -> test axis = true.
Proof.
  intros rank test; unfold axes_all; rewrite forallb_forall; split; intros all axis where_.
  - apply all; apply in_seq; lia.
  - apply all; apply in_seq in where_; lia.
Qed.

Section Sums.
Variable R : ring.
Add Ring ring_of_sums : (laws R) (morphism (integer_morphism R), constants [integer_constant]).
Local Open Scope ring_scope.

Definition sum_over {A : Type} (members : list A) (f : A -> R) : R :=
  fold_right (fun member total => f member + total) zero members.

Definition sum_channels (extent : Z) (f : Z -> R) : R := sum_over (range extent) f.

Definition sum_positions (rank : nat) (extent : nat -> Z) (f : position -> R) : R :=
  sum_over (box (at_axes rank extent)) f.

Definition bracket (truth : bool) : R := if truth then one else zero.

Definition bracket_equal_channels (left right : Z) : R := bracket (left =? right)%Z.

Definition bracket_within_channels (index extent : Z) : R := bracket ((0 <=? index)%Z && (index <? extent)%Z).

Definition bracket_equal_positions (rank : nat) (left right : nat -> Z) : R :=
  bracket (axes_all rank (fun axis => (left axis =? right axis)%Z)).

Definition bracket_within_positions (rank : nat) (index extent : nat -> Z) : R :=
  bracket (axes_all rank (fun axis => (0 <=? index axis)%Z && (index axis <? extent axis)%Z)).

Definition added (terms : list R) : R :=
  match terms with
  | [] => zero
  | first :: rest => fold_left add rest first
  end.

Lemma sum_over_congruence : forall (A : Type) (members : list A) f g,
  (forall x, In x members -> f x = g x) -> sum_over members f = sum_over members g.
Proof.
  intros A members f g same; induction members as [|a rest hypothesis]; simpl; [reflexivity|].
  rewrite same by (left; reflexivity); rewrite hypothesis; [reflexivity|].
  intros x member; apply same; right; exact member.
Qed.

Lemma sum_over_zero : forall (A : Type) (members : list A), sum_over members (fun _ => zero) = zero.
Proof.
  intros A members; induction members as [|a rest hypothesis]; simpl; [reflexivity|]; rewrite hypothesis; ring.
Qed.

Lemma sum_over_factor : forall (A : Type) (members : list A) c f,
  sum_over members (fun x => c * f x) = c * sum_over members f.
Proof.
  intros A members c f; induction members as [|a rest hypothesis]; simpl; [ring|]; rewrite hypothesis; ring.
Qed.

Lemma sum_over_add : forall (A : Type) (members : list A) f g,
  sum_over members (fun x => f x + g x) = sum_over members f + sum_over members g.
Proof.
  intros A members f g; induction members as [|a rest hypothesis]; simpl; [ring|]; rewrite hypothesis; ring.
Qed.

Lemma sum_over_exchange : forall (A B : Type) (first : list A) (second : list B) f,
  sum_over first (fun x => sum_over second (fun y => f x y)) = sum_over second (fun y => sum_over first (fun x => f x y)).
Proof.
  intros A B first second f; induction first as [|a rest hypothesis]; simpl.
  - symmetry; apply sum_over_zero.
  - rewrite hypothesis, <- sum_over_add; reflexivity.
Qed.

Lemma sum_over_map : forall (A B : Type) (move : A -> B) (members : list A) f,
  sum_over (map move members) f = sum_over members (fun x => f (move x)).
Proof.
  intros A B move members f; induction members as [|a rest hypothesis]; simpl; [reflexivity|]; rewrite hypothesis; reflexivity.
Qed.

Lemma sum_over_permutation : forall (A : Type) (first second : list A) f,
  Permutation first second -> sum_over first f = sum_over second f.
Proof.
  intros A first second f same; induction same; simpl; try congruence; ring.
Qed.

Lemma sum_over_one_point : forall (A : Type) (members : list A) (point : A) (f : A -> R),
  NoDup members -> In point members -> (forall x, In x members -> x <> point -> f x = zero) -> sum_over members f = f point.
Proof.
  intros A members point f distinct member others; induction members as [|a rest hypothesis]; [destruct member|].
  inversion_clear distinct as [|? ? fresh distinctRest]; simpl; destruct member as [->|member].
  - rewrite (sum_over_congruence A rest f (fun _ => zero)); [rewrite sum_over_zero; ring|].
    intros x inside; apply others; [right; exact inside|]; intros ->; contradiction.
  - rewrite others; [|left; reflexivity|intros ->; contradiction].
    rewrite hypothesis; [ring|exact distinctRest|exact member|].
    intros x inside; apply others; right; exact inside.
Qed.

Lemma fold_left_added : forall terms first, fold_left add terms first = first + fold_right (@add R) zero terms.
Proof.
  intros terms; induction terms as [|a rest hypothesis]; intros first; simpl; [ring|]; rewrite hypothesis; ring.
Qed.

Lemma sum_over_added : forall (A : Type) (members : list A) f, sum_over members f = added (map f members).
Proof.
  intros A members f; destruct members as [|a rest]; [reflexivity|].
  simpl; rewrite fold_left_added; f_equal; induction rest as [|b others hypothesis]; simpl; [reflexivity|].
  rewrite hypothesis; reflexivity.
Qed.

End Sums.

Arguments sum_over {R A} members f.
Arguments sum_channels {R} extent%Z_scope f%ring_scope.
Arguments sum_positions {R} rank%nat_scope extent%function_scope f%ring_scope.
Arguments bracket {R} truth.
Arguments bracket_equal_channels {R} (left right)%Z_scope.
Arguments bracket_within_channels {R} (index extent)%Z_scope.
Arguments bracket_equal_positions {R} rank%nat_scope (left right)%function_scope.
Arguments bracket_within_positions {R} rank%nat_scope (index extent)%function_scope.
Arguments added {R} terms.
