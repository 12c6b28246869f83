From Coq Require Import List ZArith Lia Bool Ring.
From Convolemma Require Import Rings Sums Axioms.

Local Open Scope Z_scope.

Section ClosedForms.
Variable R : ring.
Add Ring ring_of_closed_forms : (laws R) (morphism (integer_morphism R), constants [integer_constant]).
Local Open Scope ring_scope.

Definition composed (taps1 taps2 : Z) (kernel1 kernel2 : Z -> R) (m : Z) : R :=
  sum_channels taps2 (fun j => sum_channels taps1 (fun i =>
    bracket_equal_channels (i + j)%Z m * (kernel2 j * kernel1 i))).

Fixpoint power_nat (x : R) (n : nat) : R :=
  match n with
  | O => one
  | S n' => x * power_nat x n'
  end.

Definition power (x : R) (n : Z) : R := power_nat x (Z.to_nat n).

Definition pairs (taps1 taps2 m : Z) : Z :=
  Z.max 0 (Z.min (Z.min (m + 1) (taps1 + taps2 - 1 - m)) (Z.min taps1 taps2)).

Fixpoint segment (from : Z) (count : nat) (f : Z -> R) : R :=
  match count with
  | O => zero
  | S count' => segment from count' f + f (from + Z.of_nat count')%Z
  end.

Lemma power_zero : forall x, power x 0 = one.
Proof. reflexivity. Qed.

Lemma power_next : forall x n, (0 <= n)%Z -> power x (n + 1) = x * power x n.
Proof.
  intros x n natural; unfold power; rewrite Z2Nat.inj_add, Nat.add_1_r by lia; reflexivity.
Qed.

Lemma power_add : forall x a b, (0 <= a)%Z -> (0 <= b)%Z -> power x (a + b) = power x a * power x b.
Proof.
  intros x a b naturalA; revert b; pattern a; apply natlike_ind; [| |exact naturalA].
  - intros b naturalB; rewrite Z.add_0_l, power_zero; ring.
  - intros n natural hypothesis b naturalB; replace (Z.succ n + b)%Z with (n + b + 1)%Z by lia.
    unfold Z.succ; rewrite !power_next, hypothesis by lia; ring.
Qed.

Lemma power_one : forall n, power one n = one.
Proof.
  intros n; unfold power; induction (Z.to_nat n) as [|count hypothesis]; simpl; [reflexivity|].
  rewrite hypothesis; ring.
Qed.

Lemma sum_channels_next : forall extent (f : Z -> R),
  (0 <= extent)%Z -> sum_channels (extent + 1) f = sum_channels extent f + f extent.
Proof.
  intros extent f natural; unfold sum_channels, range, sum_over.
  rewrite Z2Nat.inj_add, Nat.add_1_r, seq_S, map_app, fold_right_app by lia; simpl.
  rewrite Z2Nat.id by exact natural.
  induction (map Z.of_nat (seq 0 (Z.to_nat extent))) as [|a rest hypothesis]; simpl; [ring|].
  rewrite hypothesis; ring.
Qed.

Lemma sum_channels_first : forall extent (f : Z -> R),
  (0 <= extent)%Z -> sum_channels (extent + 1) f = f 0%Z + sum_channels extent (fun i => f (i + 1)%Z).
Proof.
  intros extent f natural; pattern extent; apply natlike_ind; [| |exact natural].
  - unfold sum_channels, sum_over; simpl; ring.
  - intros n natural' hypothesis; unfold Z.succ.
    rewrite sum_channels_next, hypothesis, (sum_channels_next n) by lia; ring.
Qed.

Lemma segment_same : forall count from (f g : Z -> R),
  (forall i, (from <= i < from + Z.of_nat count)%Z -> f i = g i) -> segment from count f = segment from count g.
Proof.
  intros count from f g same; induction count as [|count hypothesis]; simpl; [reflexivity|].
  rewrite hypothesis, same; [reflexivity|lia|]; intros i inside; apply same; lia.
Qed.

Lemma segment_constant : forall count from c, segment from count (fun _ => c) = integer (Z.of_nat count) * c.
Proof.
  intros count from c; induction count as [|count hypothesis]; cbn [segment]; [simpl; ring|].
  rewrite hypothesis, Nat2Z.inj_succ; unfold Z.succ.
  rewrite (morph_add (integer_morphism R)); ring.
Qed.

Lemma composed_one_sum : forall taps1 taps2 kernel1 kernel2 m,
  composed taps1 taps2 kernel1 kernel2 m =
  sum_channels taps1 (fun i => bracket_within_channels (m - i)%Z taps2 * (kernel2 (m - i)%Z * kernel1 i)).
Proof.
  intros taps1 taps2 kernel1 kernel2 m; unfold composed; rewrite sum_channels_exchange_channels.
  apply sum_channels_same; [reflexivity|]; intros i _.
  apply sum_channels_one_point_within with (point := (m - i)%Z) (f := fun j => kernel2 j * kernel1 i); [|reflexivity].
  intros j _; rewrite (bracket_equal_channels_same R (i + j) m j (m - i)) by lia; reflexivity.
Qed.

Lemma composed_segment : forall taps1 taps2 kernel1 kernel2 m,
  (0 <= taps1)%Z ->
  composed taps1 taps2 kernel1 kernel2 m =
  segment (Z.max 0 (m - taps2 + 1)) (Z.to_nat (Z.min m (taps1 - 1) + 1 - Z.max 0 (m - taps2 + 1)))
    (fun i => kernel2 (m - i)%Z * kernel1 i).
Proof.
  intros taps1 taps2 kernel1 kernel2 m natural; rewrite composed_one_sum.
  pattern taps1; apply natlike_ind; [| |exact natural].
  - replace (Z.to_nat _) with O by lia; reflexivity.
  - intros taps natural' hypothesis; unfold Z.succ; rewrite sum_channels_next, hypothesis by exact natural'.
    destruct (Z_le_dec (m - taps2 + 1) taps) as [low|low]; [destruct (Z_le_dec taps m) as [high|high]|].
    + replace (Z.to_nat (Z.min m (taps + 1 - 1) + 1 - Z.max 0 (m - taps2 + 1)))
        with (S (Z.to_nat (Z.min m (taps - 1) + 1 - Z.max 0 (m - taps2 + 1)))) by lia.
      cbn [segment]; f_equal.
      replace (Z.max 0 (m - taps2 + 1) + Z.of_nat (Z.to_nat (Z.min m (taps - 1) + 1 - Z.max 0 (m - taps2 + 1))))%Z
        with taps by lia.
      unfold bracket_within_channels; rewrite bracket_true by (apply within_true; lia); ring.
    + replace (Z.min m (taps + 1 - 1)) with (Z.min m (taps - 1)) by lia.
      unfold bracket_within_channels; rewrite bracket_false by (rewrite within_true; lia); ring.
    + replace (Z.to_nat (Z.min m (taps + 1 - 1) + 1 - Z.max 0 (m - taps2 + 1))) with O by lia.
      replace (Z.to_nat (Z.min m (taps - 1) + 1 - Z.max 0 (m - taps2 + 1))) with O by lia.
      unfold bracket_within_channels; rewrite bracket_false by (rewrite within_true; lia); simpl; ring.
Qed.

Lemma composed_pairs : forall taps1 taps2 kernel1 kernel2 m value,
  (0 <= taps1)%Z ->
  (forall i, (Z.max 0 (m - taps2 + 1) <= i <= Z.min m (taps1 - 1))%Z -> kernel2 (m - i)%Z * kernel1 i = value) ->
  (0 <= taps2)%Z ->
  composed taps1 taps2 kernel1 kernel2 m = integer (pairs taps1 taps2 m) * value.
Proof.
  intros taps1 taps2 kernel1 kernel2 m value natural1 same natural2; rewrite composed_segment by exact natural1.
  rewrite segment_same with (g := fun _ => value) by (intros i inside; apply same; lia).
  rewrite segment_constant; f_equal; f_equal; unfold pairs; lia.
Qed.

Theorem box_box : forall taps1 taps2 (value1 value2 : R) m,
  (0 <= taps1)%Z -> (0 <= taps2)%Z ->
  composed taps1 taps2 (fun _ => value1) (fun _ => value2) m = integer (pairs taps1 taps2 m) * (value2 * value1).
Proof.
  intros taps1 taps2 value1 value2 m natural1 natural2.
  apply composed_pairs; [exact natural1| |exact natural2]; reflexivity.
Qed.

Theorem geometric_geometric_same_ratio : forall taps1 taps2 (value1 value2 ratio : R) m,
  (0 <= taps1)%Z -> (0 <= taps2)%Z ->
  composed taps1 taps2 (fun i => value1 * power ratio i) (fun j => value2 * power ratio j) m =
  integer (pairs taps1 taps2 m) * (value2 * value1 * power ratio m).
Proof.
  intros taps1 taps2 value1 value2 ratio m natural1 natural2.
  apply composed_pairs; [exact natural1| |exact natural2]; intros i inside.
  replace (power ratio m) with (power ratio (m - i) * power ratio i) by (rewrite <- power_add by lia; f_equal; lia).
  ring.
Qed.

Lemma pairs_rise : forall taps1 taps2 m, (0 <= m < Z.min taps1 taps2)%Z -> pairs taps1 taps2 m = (m + 1)%Z.
Proof. intros taps1 taps2 m inside; unfold pairs; lia. Qed.

Lemma pairs_stay : forall taps1 taps2 m, (0 <= Z.min taps1 taps2 <= m)%Z -> (m < Z.max taps1 taps2)%Z ->
  pairs taps1 taps2 m = Z.min taps1 taps2.
Proof. intros taps1 taps2 m low high; unfold pairs; lia. Qed.

Lemma pairs_fall : forall taps1 taps2 m, (0 <= Z.min taps1 taps2)%Z -> (Z.max taps1 taps2 <= m < taps1 + taps2 - 1)%Z ->
  pairs taps1 taps2 m = (taps1 + taps2 - 1 - m)%Z.
Proof. intros taps1 taps2 m natural inside; unfold pairs; lia. Qed.

Lemma telescope : forall count from m (ratio1 ratio2 : R),
  (0 <= from)%Z -> (from + Z.of_nat count <= m + 1)%Z ->
  (ratio1 + opp ratio2) * segment from count (fun i => power ratio2 (m - i) * power ratio1 i) =
  power ratio1 (from + Z.of_nat count) * power ratio2 (m + 1 - from - Z.of_nat count) +
  opp (power ratio1 from * power ratio2 (m + 1 - from)).
Proof.
  intros count from m ratio1 ratio2 natural; induction count as [|count hypothesis]; intros below.
  - cbn [segment]; rewrite Z.add_0_r, Z.sub_0_r; ring.
  - cbn [segment].
    transitivity ((ratio1 + opp ratio2) * segment from count (fun i => power ratio2 (m - i) * power ratio1 i) +
      (ratio1 + opp ratio2) * (power ratio2 (m - (from + Z.of_nat count)) * power ratio1 (from + Z.of_nat count)));
      [ring|].
    rewrite hypothesis by lia.
    replace (m + 1 - from - Z.of_nat count)%Z with (m - (from + Z.of_nat count) + 1)%Z by lia.
    replace (from + Z.of_nat (S count))%Z with (from + Z.of_nat count + 1)%Z by lia.
    replace (m + 1 - from - Z.of_nat (S count))%Z with (m - (from + Z.of_nat count))%Z by lia.
    rewrite !power_next by lia; ring.
Qed.

Theorem geometric_geometric : forall taps1 taps2 (value1 value2 ratio1 ratio2 : R) m,
  (0 <= taps1)%Z -> (0 <= taps2)%Z -> (0 <= m)%Z -> (m < taps1 + taps2)%Z ->
  (ratio1 + opp ratio2) *
    composed taps1 taps2 (fun i => value1 * power ratio1 i) (fun j => value2 * power ratio2 j) m =
  value2 * value1 *
    (power ratio1 (Z.min m (taps1 - 1) + 1) * power ratio2 (m - Z.min m (taps1 - 1)) +
     opp (power ratio1 (Z.max 0 (m - taps2 + 1)) * power ratio2 (m + 1 - Z.max 0 (m - taps2 + 1)))).
Proof.
  intros taps1 taps2 value1 value2 ratio1 ratio2 m natural1 natural2 natural below.
  rewrite composed_segment by exact natural1.
  set (from := Z.max 0 (m - taps2 + 1)); set (count := Z.to_nat (Z.min m (taps1 - 1) + 1 - from)).
  assert (reach : (from + Z.of_nat count = Z.min m (taps1 - 1) + 1)%Z) by (unfold count, from; lia).
  transitivity (value2 * value1 *
    ((ratio1 + opp ratio2) * segment from count (fun i => power ratio2 (m - i) * power ratio1 i))).
  - clear reach; induction count as [|rest hypothesis]; cbn [segment]; [ring|].
    transitivity ((ratio1 + opp ratio2) *
      segment from rest (fun i => value2 * power ratio2 (m - i) * (value1 * power ratio1 i)) +
      (ratio1 + opp ratio2) * (value2 * power ratio2 (m - (from + Z.of_nat rest)) *
        (value1 * power ratio1 (from + Z.of_nat rest)))); [ring|rewrite hypothesis; ring].
  - rewrite telescope by (unfold from in *; lia); rewrite reach.
    replace (m + 1 - from - Z.of_nat count)%Z with (m - Z.min m (taps1 - 1))%Z by lia; reflexivity.
Qed.

Definition geometric_pair (taps1 taps2 : Z) (value1 value2 ratio1 ratio2 : R) (m : Z) : R :=
  composed taps1 taps2 (fun i => value1 * power ratio1 i) (fun j => value2 * power ratio2 j) m.

Lemma geometric_before_both : forall taps1 taps2 (value1 value2 ratio1 ratio2 : R) m,
  (0 <= m < Z.min taps1 taps2)%Z ->
  (ratio1 + opp ratio2) * geometric_pair taps1 taps2 value1 value2 ratio1 ratio2 m =
  value2 * value1 * (power ratio1 (m + 1) + opp (power ratio2 (m + 1))).
Proof.
  intros taps1 taps2 value1 value2 ratio1 ratio2 m inside; unfold geometric_pair; rewrite geometric_geometric by lia.
  replace (Z.min m (taps1 - 1)) with m by lia; replace (Z.max 0 (m - taps2 + 1)) with 0%Z by lia.
  rewrite Z.sub_diag, Z.sub_0_r, !power_zero; ring.
Qed.

Lemma geometric_past_first : forall taps1 taps2 (value1 value2 ratio1 ratio2 : R) m,
  (0 <= taps1 <= m)%Z -> (m < taps2)%Z ->
  (ratio1 + opp ratio2) * geometric_pair taps1 taps2 value1 value2 ratio1 ratio2 m =
  value2 * value1 * (power ratio1 taps1 * power ratio2 (m + 1 - taps1) + opp (power ratio2 (m + 1))).
Proof.
  intros taps1 taps2 value1 value2 ratio1 ratio2 m past before; unfold geometric_pair; rewrite geometric_geometric by lia.
  replace (Z.min m (taps1 - 1)) with (taps1 - 1)%Z by lia; replace (Z.max 0 (m - taps2 + 1)) with 0%Z by lia.
  replace (taps1 - 1 + 1)%Z with taps1 by lia; replace (m - (taps1 - 1))%Z with (m + 1 - taps1)%Z by lia.
  rewrite Z.sub_0_r, power_zero; ring.
Qed.

Lemma geometric_past_second : forall taps1 taps2 (value1 value2 ratio1 ratio2 : R) m,
  (0 <= taps2 <= m)%Z -> (m < taps1)%Z ->
  (ratio1 + opp ratio2) * geometric_pair taps1 taps2 value1 value2 ratio1 ratio2 m =
  value2 * value1 * (power ratio1 (m + 1) + opp (power ratio1 (m + 1 - taps2) * power ratio2 taps2)).
Proof.
  intros taps1 taps2 value1 value2 ratio1 ratio2 m past before; unfold geometric_pair; rewrite geometric_geometric by lia.
  replace (Z.min m (taps1 - 1)) with m by lia; replace (Z.max 0 (m - taps2 + 1)) with (m + 1 - taps2)%Z by lia.
  replace (m + 1 - (m + 1 - taps2))%Z with taps2 by lia; rewrite Z.sub_diag, power_zero; ring.
Qed.

Lemma geometric_past_both : forall taps1 taps2 (value1 value2 ratio1 ratio2 : R) m,
  (0 <= Z.min taps1 taps2)%Z -> (Z.max taps1 taps2 <= m < taps1 + taps2 - 1)%Z ->
  (ratio1 + opp ratio2) * geometric_pair taps1 taps2 value1 value2 ratio1 ratio2 m =
  value2 * value1 *
    (power ratio1 taps1 * power ratio2 (m + 1 - taps1) + opp (power ratio1 (m + 1 - taps2) * power ratio2 taps2)).
Proof.
  intros taps1 taps2 value1 value2 ratio1 ratio2 m natural inside; unfold geometric_pair; rewrite geometric_geometric by lia.
  replace (Z.min m (taps1 - 1)) with (taps1 - 1)%Z by lia; replace (Z.max 0 (m - taps2 + 1)) with (m + 1 - taps2)%Z by lia.
  replace (taps1 - 1 + 1)%Z with taps1 by lia; replace (m - (taps1 - 1))%Z with (m + 1 - taps1)%Z by lia.
  replace (m + 1 - (m + 1 - taps2))%Z with taps2 by lia; reflexivity.
Qed.

Theorem composed_outside : forall taps1 taps2 kernel1 kernel2 m,
  (0 <= taps1)%Z -> (m < 0 \/ taps1 + taps2 - 1 <= m)%Z -> composed taps1 taps2 kernel1 kernel2 m = zero.
Proof.
  intros taps1 taps2 kernel1 kernel2 m natural outside; rewrite composed_segment by exact natural.
  replace (Z.to_nat _) with O by lia; reflexivity.
Qed.

Fixpoint choose_nat (n k : nat) : Z :=
  match n, k with
  | _, O => 1
  | O, S _ => 0
  | S n', S k' => choose_nat n' k' + choose_nat n' (S k')
  end.

Definition choose (n k : Z) : Z := if (k <? 0)%Z then 0 else choose_nat (Z.to_nat n) (Z.to_nat k).

Definition binomial (n : Z) (first second : R) (k : Z) : R :=
  integer (choose n k) * (power first (n - k) * power second k).

Lemma choose_beyond : forall n k, (n < k)%nat -> choose_nat n k = 0%Z.
Proof.
  induction n as [|n hypothesis]; intros [|k] below; simpl; try lia; rewrite !hypothesis by lia; reflexivity.
Qed.

Lemma choose_outside : forall n k, (0 <= n)%Z -> (k < 0 \/ n < k)%Z -> choose n k = 0%Z.
Proof.
  intros n k natural outside; unfold choose; destruct (Z.ltb_spec k 0) as [low|low]; [reflexivity|].
  apply choose_beyond; lia.
Qed.

Lemma choose_next : forall n k, (0 <= n)%Z -> choose (n + 1) k = (choose n k + choose n (k - 1))%Z.
Proof.
  intros n k natural; unfold choose.
  destruct (Z.ltb_spec k 0) as [low|low], (Z.ltb_spec (k - 1) 0) as [low'|low']; try lia.
  - replace k with 0%Z by lia; destruct (Z.to_nat (n + 1)), (Z.to_nat n); reflexivity.
  - replace (Z.to_nat (n + 1)) with (S (Z.to_nat n)) by lia; replace (Z.to_nat k) with (S (Z.to_nat (k - 1))) by lia.
    cbn [choose_nat]; lia.
Qed.

Lemma binomial_outside : forall n first second k,
  (0 <= n)%Z -> (k < 0 \/ n < k)%Z -> binomial n first second k = zero.
Proof.
  intros n first second k natural outside; unfold binomial; rewrite choose_outside by assumption; simpl; ring.
Qed.

Lemma binomial_zero : forall first second k, binomial 0 first second k = bracket_equal_channels k 0.
Proof.
  intros first second k; unfold bracket_equal_channels; destruct (Z.eqb_spec k 0) as [->|other].
  - unfold binomial; change (choose 0 0) with 1%Z; rewrite Z.sub_diag, !power_zero; unfold bracket; simpl; ring.
  - apply binomial_outside; lia.
Qed.

Lemma binomial_next : forall n first second k, (0 <= n)%Z ->
  binomial (n + 1) first second k = first * binomial n first second k + second * binomial n first second (k - 1).
Proof.
  intros n first second k natural.
  destruct (Z_lt_dec k 0) as [low|low]; [|destruct (Z_lt_dec (n + 1) k) as [high|high]].
  1, 2: rewrite !binomial_outside by lia; ring.
  destruct (Z.eq_dec k (n + 1)) as [->|below]; [|destruct (Z.eq_dec k 0) as [->|positive]].
  - rewrite (binomial_outside n first second (n + 1)) by lia; unfold binomial.
    rewrite choose_next, (choose_outside n (n + 1)), Z.add_0_l, Z.add_simpl_r, !Z.sub_diag, (power_next second) by lia.
    ring.
  - rewrite (binomial_outside n first second (0 - 1)) by lia; unfold binomial.
    rewrite choose_next, (choose_outside n (0 - 1)), Z.add_0_r, !Z.sub_0_r, (power_next first) by lia; ring.
  - unfold binomial; rewrite choose_next, (morph_add (integer_morphism R)) by exact natural.
    replace (n + 1 - k)%Z with (n - k + 1)%Z by lia; replace (n - (k - 1))%Z with (n - k + 1)%Z by lia.
    rewrite (power_next first) by lia.
    replace (power second k) with (second * power second (k - 1)) by (rewrite <- power_next by lia; f_equal; lia).
    ring.
Qed.

Lemma whole_sum : forall n (f g : Z -> R), (0 <= n)%Z ->
  sum_channels (n + 1) (fun i => f i + g i) = sum_channels (n + 1) f + sum_channels (n + 1) g.
Proof.
  intros n f g _; apply sum_over_add.
Qed.

Lemma vandermonde_sum : forall n p first second m, (0 <= n)%Z -> (0 <= p)%Z ->
  sum_channels (n + 1) (fun i => binomial p first second (m - i) * binomial n first second i) =
  binomial (n + p) first second m.
Proof.
  intros n p first second m natural naturalP; revert m; pattern n; apply natlike_ind; [| |exact natural].
  - intros m; unfold sum_channels, sum_over; simpl; rewrite binomial_zero, Z.sub_0_r.
    unfold bracket_equal_channels; simpl; ring.
  - intros n' natural' hypothesis m; unfold Z.succ.
    transitivity (first * sum_channels (n' + 1) (fun i => binomial p first second (m - i) * binomial n' first second i) +
      second * sum_channels (n' + 1) (fun i => binomial p first second (m - 1 - i) * binomial n' first second i)).
    + unfold sum_channels at 2 3; rewrite <- !sum_over_factor.
      fold (sum_channels (n' + 1) (fun i => first * (binomial p first second (m - i) * binomial n' first second i))).
      fold (sum_channels (n' + 1) (fun i => second * (binomial p first second (m - 1 - i) * binomial n' first second i))).
      transitivity (sum_channels (n' + 1 + 1) (fun i => first * (binomial p first second (m - i) * binomial n' first second i)) +
        sum_channels (n' + 1 + 1) (fun i => second * (binomial p first second (m - i) * binomial n' first second (i - 1)))).
      * rewrite <- whole_sum by lia; apply sum_channels_same; [reflexivity|]; intros i _.
        rewrite binomial_next by exact natural'; ring.
      * f_equal.
        -- rewrite sum_channels_next by lia; rewrite (binomial_outside n') by lia; ring.
        -- rewrite sum_channels_first by lia; rewrite (binomial_outside n') by lia.
           transitivity (sum_channels (n' + 1) (fun i => second * (binomial p first second (m - (i + 1)) *
             binomial n' first second (i + 1 - 1)))); [ring|].
           apply sum_channels_same; [reflexivity|]; intros i _.
           replace (m - (i + 1))%Z with (m - 1 - i)%Z by lia; rewrite Z.add_simpl_r; reflexivity.
    + rewrite !hypothesis; replace (n' + 1 + p)%Z with (n' + p + 1)%Z by lia.
      symmetry; apply binomial_next; lia.
Qed.

Theorem vandermonde : forall order1 order2 (value1 value2 first second : R) m,
  (0 <= order1)%Z -> (0 <= order2)%Z ->
  composed (order1 + 1) (order2 + 1)
    (fun i => value1 * binomial order1 first second i) (fun j => value2 * binomial order2 first second j) m =
  value2 * value1 * binomial (order1 + order2) first second m.
Proof.
  intros order1 order2 value1 value2 first second m natural1 natural2; rewrite composed_one_sum.
  rewrite <- vandermonde_sum by assumption; unfold sum_channels at 2; rewrite <- sum_over_factor.
  apply sum_channels_same; [reflexivity|]; intros i _.
  destruct (Z_lt_dec (m - i) 0) as [low|low]; [|destruct (Z_lt_dec order2 (m - i)) as [high|high]].
  1, 2: rewrite (binomial_outside order2) by lia; ring.
  unfold bracket_within_channels; rewrite bracket_true by (apply within_true; lia); ring.
Qed.

End ClosedForms.
