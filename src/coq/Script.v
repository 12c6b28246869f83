From Coq Require Import List ZArith Lia Bool Ring.
From Convolemma Require Import Rings Sums Axioms.
Import ListNotations.
Local Open Scope Z_scope.

Section Script.
Variable R : ring.
Local Open Scope ring_scope.

Lemma add_left : forall a a' b : R, a = a' -> a + b = a' + b.
Proof. intros a a' b <-; reflexivity. Qed.

Lemma add_right : forall a b b' : R, b = b' -> a + b = a + b'.
Proof. intros a b b' <-; reflexivity. Qed.

Lemma mul_left : forall a a' b : R, a = a' -> a * b = a' * b.
Proof. intros a a' b <-; reflexivity. Qed.

Lemma mul_right : forall a b b' : R, b = b' -> a * b = a * b'.
Proof. intros a b b' <-; reflexivity. Qed.

Lemma add_same : forall a a' b b' : R, a = a' -> b = b' -> a + b = a' + b'.
Proof. intros a a' b b' <- <-; reflexivity. Qed.

Lemma mul_same : forall a a' b b' : R, a = a' -> b = b' -> a * b = a' * b'.
Proof. intros a a' b b' <- <-; reflexivity. Qed.

Lemma becomes_after : forall before after next : R, before = after -> after = next -> before = next.
Proof. intros before after next <- <-; reflexivity. Qed.

Lemma sum_channels_under : forall extent (f g : Z -> R),
  (forall c, (0 <= c < extent)%Z -> f c = g c) -> sum_channels extent f = sum_channels extent g.
Proof. intros extent f g; apply sum_channels_same; reflexivity. Qed.

Lemma sum_positions_under : forall rank extent (f g : position -> R),
  (forall i, in_box rank extent i -> f i = g i) -> sum_positions rank extent f = sum_positions rank extent g.
Proof. intros rank extent f g; apply sum_positions_same; reflexivity. Qed.

Lemma sum_positions_unroll_one : forall rank extent (f : position -> R),
  (forall axis, (axis < rank)%nat -> extent axis = 1%Z) -> sum_positions rank extent f = f (at_axes rank (fun _ => 0%Z)).
Proof.
  intros rank extent f ones; rewrite (sum_positions_unroll R rank extent [at_axes rank (fun _ => 0%Z)]); [reflexivity|].
  rewrite (at_axes_equal rank extent (fun _ => 1%Z) ones); clear; unfold at_axes; generalize 0%nat.
  induction rank as [|rank hypothesis]; intros start; [reflexivity|]; simpl; rewrite hypothesis; reflexivity.
Qed.

Lemma bracket_equal_positions_channels : forall rank left right a b,
  (0 < rank)%nat -> (forall axis, (axis < rank)%nat -> left axis = a) ->
  (forall axis, (axis < rank)%nat -> right axis = b) ->
  @bracket_equal_positions R rank left right = bracket_equal_channels a b.
Proof.
  intros rank left right a b positive lefts rights; apply bracket_iff.
  rewrite equal_at_axes_true, Z.eqb_eq; split.
  - intros all; rewrite <- (lefts 0%nat positive), <- (rights 0%nat positive); apply all, positive.
  - intros same axis below; rewrite lefts, rights by exact below; exact same.
Qed.

Lemma bracket_within_positions_channels : forall rank index extent a b,
  (0 < rank)%nat -> (forall axis, (axis < rank)%nat -> index axis = a) ->
  (forall axis, (axis < rank)%nat -> extent axis = b) ->
  @bracket_within_positions R rank index extent = bracket_within_channels a b.
Proof.
  intros rank index extent a b positive indices extents; apply bracket_iff.
  rewrite within_at_axes_true, within_true; split.
  - intros all; rewrite <- (indices 0%nat positive), <- (extents 0%nat positive); apply all, positive.
  - intros inside axis below; rewrite indices, extents by exact below; exact inside.
Qed.

End Script.

Lemma application_same : forall (A B : Type) (f g : A -> B) x y, f = g -> x = y -> f x = g y.
Proof. intros A B f g x y <- <-; reflexivity. Qed.

Lemma nonnegative_equal : forall witness index, witness = index -> 0 <= witness -> 0 <= index.
Proof. intros witness index <-; trivial. Qed.

Lemma within_from : forall index extent, 0 <= index -> 0 <= extent - 1 - index -> 0 <= index < extent.
Proof. intros; lia. Qed.

Lemma nonnegative_add_floor : forall rest numerator denominator,
  1 <= denominator -> 0 <= numerator + denominator * rest -> 0 <= rest + numerator / denominator.
Proof.
  intros rest numerator denominator positive holds; rewrite Z.add_comm, <- Z.div_add by lia.
  apply Z.div_pos; lia.
Qed.

Lemma nonnegative_subtract_floor : forall rest numerator denominator,
  1 <= denominator -> 0 <= denominator * rest + denominator - 1 - numerator -> 0 <= rest - numerator / denominator.
Proof.
  intros rest numerator denominator positive holds; enough (numerator / denominator < rest + 1) by lia.
  apply Z.div_lt_upper_bound; lia.
Qed.

Lemma implied_below : forall low h g, 1 <= low -> 0 <= low * g - h - (1 - low) -> 0 <= h -> 0 <= g.
Proof. intros; nia. Qed.

Lemma implied_above : forall high h hEnd g gEnd,
  1 <= high -> 0 <= h - high * g + high * gEnd - hEnd -> h < hEnd -> g < gEnd.
Proof. intros; nia. Qed.

Lemma implied_above_floor : forall high h hEnd g numerator rest,
  1 <= high -> 0 <= h - high * g + (numerator + 1 + high * (rest - 1)) - hEnd -> h < hEnd -> g < numerator / high + rest.
Proof.
  intros high h hEnd g numerator rest positive holds inside.
  assert (above := Z.mul_succ_div_gt numerator high ltac:(lia)); nia.
Qed.

Create HintDb sizes.

Ltac at_this_axis axis below :=
  repeat match goal with
  | inside : in_box ?rank ?extent ?p |- _ =>
      lazymatch goal with
      | _ : 0 <= coordinate p axis < _ |- _ => fail
      | _ => let bound := fresh in pose proof (proj2 inside axis below) as bound; cbv beta in bound
      end
  end;
  repeat match goal with
  | least : forall at_axis : nat, (at_axis < ?rank)%nat -> ?lower <= ?size at_axis |- _ =>
      let bound := fresh in pose proof (least axis below) as bound; cbv beta in bound; clear least
  | known : forall at_axis : nat, (at_axis < ?rank)%nat -> 0 <= @?index at_axis < @?extent at_axis |- _ =>
      let bound := fresh in pose proof (known axis below) as bound; cbv beta in bound; clear known
  end.

Ltac compute_entries :=
  repeat match goal with
  | |- context [axis_values ?values ?axis] =>
      let entry := eval cbv [axis_values nth] in (axis_values values axis) in change (axis_values values axis) with entry
  | |- context [coordinate (?first :: ?rest) ?axis] =>
      let entry := eval cbv [coordinate nth] in (coordinate (first :: rest) axis) in
      change (coordinate (first :: rest) axis) with entry
  | bound : context [axis_values ?values ?axis] |- _ =>
      let entry := eval cbv [axis_values nth] in (axis_values values axis) in
      change (axis_values values axis) with entry in bound
  end.

Ltac read_axes below :=
  cbv beta; repeat (rewrite coordinate_at_axes by exact below; cbv beta); try autounfold with sizes in *; cbv beta in *.

Ltac forget_terms :=
  repeat match goal with
  | fact : ?type |- _ =>
      lazymatch type of type with
      | Prop => lazymatch type with
          | (_ <= _)%Z => fail
          | (_ <= _ < _)%Z => fail
          | (_ < _)%Z => fail
          | (_ < _)%nat => fail
          | @eq Z _ _ => fail
          | _ => clear fact
          end
      end
  end.

Ltac single_values :=
  repeat match goal with
  | bound : 0 <= ?index < 1 |- _ =>
      let zero := fresh in assert (zero : index = 0) by lia; clear bound; rewrite zero in *; clear zero
  end.

Ltac linear := first [lia | Z.to_euclidean_division_equations; lia].

Ltac each_axis leaf :=
  let axis := fresh "axis" in let below := fresh "below" in
  intros axis below;
  let rec split_axes bound :=
    destruct axis as [|axis]; [leaf_at leaf bound | first [exfalso; clear -bound; lia | split_axes bound]]
  with leaf_at leaf bound :=
    lazymatch type of bound with
    | (?axis < _)%nat =>
        at_this_axis axis bound; read_axes bound; compute_entries; forget_terms; single_values; leaf
    end in
  lazymatch type of below with
  | (_ < S _)%nat => split_axes below
  | _ => leaf_at leaf below
  end.

Ltac on_channels leaf := cbv beta; try autounfold with sizes in *; forget_terms; single_values; leaf.

Ltac in_ring :=
  first [reflexivity | ring
  | match goal with inverse : mul (integer _) _ = one |- _ => ring [inverse] end
  | match goal with a : mul (integer _) _ = one, b : mul (integer _) _ = one |- _ => ring [a b] end
  | match goal with
    | a : mul (integer _) _ = one, b : mul (integer _) _ = one, c : mul (integer _) _ = one |- _ => ring [a b c]
    end].

Ltac single_extents :=
  repeat match goal with
  | bound : 0 <= coordinate ?p ?axis < ?extent |- _ =>
      let single := fresh in
      assert (single : extent = 1) by (clear; lia); rewrite single in bound; clear single
  end; single_values.

Lemma whole_turns_leave_floor : forall index extent turns,
  1 <= extent -> (index - extent * turns) / extent = index / extent - turns.
Proof.
  intros index extent turns positive; replace (index - extent * turns) with (index + - turns * extent) by ring.
  rewrite Z.div_add by lia; ring.
Qed.

Ltac whole_turns :=
  repeat match goal with
  | |- context [(?index - ?extent * ?turns) / ?extent] =>
      rewrite (whole_turns_leave_floor index extent turns) by lia
  end.

Ltac index_equal := first [reflexivity | ring | linear | whole_turns; ring | single_extents; first [ring | linear]].

Ltac size_of p :=
  first [assumption | apply length_at_axes | reflexivity
  | lazymatch goal with inside : in_box _ _ p |- _ => exact (proj1 inside) end].

Ltac position_same :=
  lazymatch goal with
  | |- ?p = ?p => reflexivity
  | |- at_axes ?rank _ = at_axes ?rank _ => apply at_axes_equal; each_axis index_equal
  | |- at_axes ?rank _ = ?q => apply (position_equal rank); [apply length_at_axes | size_of q | each_axis index_equal]
  | |- ?p = at_axes ?rank _ => apply (position_equal rank); [size_of p | apply length_at_axes | each_axis index_equal]
  | |- ?p = ?q => apply nth_ext with (d := 0) (d' := 0); [reflexivity | fail]
  end.

Ltac axes_equal := each_axis index_equal.

Ltac same :=
  cbv beta;
  lazymatch goal with
  | |- ?x = ?x => reflexivity
  | |- sum_channels _ _ = sum_channels _ _ =>
      let index := fresh in let inside := fresh in
      apply sum_channels_same; [on_channels index_equal | intros index inside; same]
  | |- sum_positions _ _ _ = sum_positions _ _ _ =>
      let index := fresh in let inside := fresh in
      apply sum_positions_same; [axes_equal | intros index inside; same]
  | |- bracket_equal_channels _ _ = bracket_equal_channels _ _ =>
      apply bracket_equal_channels_same; on_channels linear
  | |- bracket_within_channels _ _ = bracket_within_channels _ _ =>
      apply bracket_within_channels_same; on_channels index_equal
  | |- bracket_equal_positions _ _ _ = bracket_equal_positions _ _ _ =>
      apply bracket_equal_positions_same; each_axis linear
  | |- bracket_within_positions _ _ _ = bracket_within_positions _ _ _ =>
      apply bracket_within_positions_same; axes_equal
  | |- bracket_equal_positions _ _ _ = bracket_equal_channels _ _ =>
      apply bracket_equal_positions_channels; [first [assumption | lia] | axes_equal | axes_equal]
  | |- bracket_within_positions _ _ _ = bracket_within_channels _ _ =>
      apply bracket_within_positions_channels; [first [assumption | lia] | axes_equal | axes_equal]
  | |- bracket_equal_channels _ _ = bracket_equal_positions _ _ _ => symmetry; same
  | |- bracket_within_channels _ _ = bracket_within_positions _ _ _ => symmetry; same
  | |- add _ _ = add _ _ => first [apply add_same; same | in_ring]
  | |- mul _ _ = mul _ _ => first [apply mul_same; same | in_ring]
  | |- _ _ = _ _ => first [entry_same | in_ring]
  | |- _ => reflexivity
  end
with entry_same :=
  lazymatch goal with
  | |- ?f = ?f => reflexivity
  | |- ?f ?x = ?g ?y =>
      apply application_same;
      [entry_same
      | lazymatch type of x with
        | Z => on_channels index_equal
        | position => position_same
        | list Z => position_same
        | carrier _ => same
        end]
  end.

Ltac at_left :=
  lazymatch goal with
  | |- add _ _ = _ => eapply add_left
  | |- mul _ _ = _ => eapply mul_left
  end.

Ltac at_right :=
  lazymatch goal with
  | |- add _ _ = _ => eapply add_right
  | |- mul _ _ = _ => eapply mul_right
  end.

Ltac in_argument := eapply f_equal.

Tactic Notation "under" ident(index) ident(range) :=
  lazymatch goal with
  | |- sum_channels _ _ = _ => eapply sum_channels_under
  | |- sum_positions _ _ _ = _ => eapply sum_positions_under
  end; intros index range; cbv beta.

Tactic Notation "becomes" uconstr(after) :=
  lazymatch goal with
  | |- @eq (carrier ?r) _ _ => refine (becomes_after r _ after _ _ _); [|reflexivity]
  end.

Tactic Notation "step" tactic3(action) := eapply eq_trans; [action|].

Tactic Notation "by_definition" constr(equation) :=
  eapply unfold_definition; [apply equation | same].

Ltac inside_range :=
  cbv beta;
  first [assumption | apply length_at_axes
  | lazymatch goal with |- length ?p = _ => size_of p end
  | split; [first [apply length_at_axes | lazymatch goal with |- length ?p = _ => size_of p end] | each_axis linear]
  | on_channels linear].

Tactic Notation "by_lemma" constr(lemma) := eapply use_lemma; [apply lemma; inside_range | same].

Tactic Notation "by_ring" := refine (compute_in_ring _ _ eq_refl); in_ring.

Tactic Notation "by_ring" uconstr(middle) := refine (compute_in_ring middle _ _); [in_ring | same].

Tactic Notation "by_sum_factor" uconstr(factor) uconstr(summand) :=
  lazymatch goal with
  | |- sum_channels ?extent ?body = ?after => refine (sum_channels_factor _ extent factor after body summand _ _)
  | |- sum_positions ?rank ?extent ?body = ?after =>
      refine (sum_positions_factor _ rank extent factor after body summand _ _)
  end; [intros; cbv beta; first [in_ring | same] | cbv beta; first [in_ring | same]].

Ltac by_sum_add :=
  lazymatch goal with
  | |- sum_channels _ _ = _ => eapply eq_trans; [apply sum_channels_add|]
  | |- sum_positions _ _ _ = _ => eapply eq_trans; [apply sum_positions_add|]
  end; apply add_same; [first [same | by_sum_add] | same].

Ltac by_sum_exchange :=
  eapply eq_trans;
  [lazymatch goal with
   | |- sum_channels _ (fun _ => sum_channels _ _) = _ => apply sum_channels_exchange_channels
   | |- sum_channels _ (fun _ => sum_positions _ _ _) = _ => apply sum_channels_exchange_positions
   | |- sum_positions _ _ (fun _ => sum_channels _ _) = _ => apply sum_positions_exchange_channels
   | |- sum_positions _ _ (fun _ => sum_positions _ _ _) = _ => apply sum_positions_exchange_positions
   end
  | same].

Ltac by_sum_reverse :=
  eapply eq_trans;
  [lazymatch goal with
   | |- sum_channels _ _ = _ => apply sum_channels_reverse
   | |- sum_positions _ _ _ = _ => apply sum_positions_reverse
   end
  | same].

Ltac by_sum_unroll :=
  lazymatch goal with
  | |- sum_channels ?extent ?f = _ =>
      let members := eval vm_compute in (range extent) in
      refine (eq_trans (sum_channels_unroll _ extent members f eq_refl) _)
  | |- sum_positions ?rank ?extent ?f = _ =>
      first
      [ let members := eval vm_compute in (box (at_axes rank extent)) in
        lazymatch members with
        | _ :: _ => refine (eq_trans (sum_positions_unroll _ rank extent members f eq_refl) _)
        end
      | refine (eq_trans (sum_positions_unroll_one _ rank extent f _) _); [axes_equal|] ]
  end; cbn [added map fold_left]; same.

Ltac bracket_is target :=
  match goal with
  | |- ?body = _ =>
      match body with
      | context [bracket_equal_channels ?left ?right] =>
          replace (bracket_equal_channels left right) with target
            by (symmetry; apply bracket_equal_channels_same; on_channels linear)
      | context [bracket_equal_positions ?rank ?left ?right] =>
          replace (bracket_equal_positions rank left right) with target
            by (symmetry; apply bracket_equal_positions_same; each_axis linear)
      end
  end.

Ltac one_bracket :=
  cbv beta; first [in_ring | lazymatch goal with |- _ = mul ?target _ => bracket_is target end; in_ring].

Tactic Notation "by_one_point" uconstr(point) uconstr(summand) tactic3(side) :=
  lazymatch goal with
  | |- sum_channels ?extent ?body = ?after =>
      refine (sum_channels_one_point _ extent point after body summand _ _ _);
      [intros ? ?; one_bracket | cbv beta; side | cbv beta]
  | |- sum_positions ?rank ?extent ?body = ?after =>
      refine (sum_positions_one_point _ rank extent point after body summand _ _ _);
      [intros ? ?; one_bracket | cbv beta; side | cbv beta]
  end; first [same | in_ring].

Tactic Notation "by_one_point_within" uconstr(point) uconstr(summand) :=
  lazymatch goal with
  | |- sum_channels ?extent ?body = ?after =>
      refine (sum_channels_one_point_within _ extent point after body summand _ _); [intros ? ?; one_bracket | cbv beta]
  | |- sum_positions ?rank ?extent ?body = ?after =>
      refine (sum_positions_one_point_within _ rank extent point after body summand _ _);
      [intros ? ?; one_bracket | cbv beta]
  end; first [same | in_ring].

Ltac positive_terms :=
  lazymatch goal with
  | |- 0 <= Z.add _ _ => apply Z.add_nonneg_nonneg; positive_terms
  | |- 0 <= Z.mul _ _ => apply Z.mul_nonneg_nonneg; positive_terms
  | |- _ => lia
  end.

Tactic Notation "nonnegative" uconstr(terms) :=
  refine (nonnegative_equal terms _ _ _); [try autounfold with sizes; ring | positive_terms].

Tactic Notation "add_floor" uconstr(rest) uconstr(numerator) uconstr(denominator) tactic3(side) :=
  refine (nonnegative_equal (rest + numerator / denominator) _ _ _);
  [ring | apply nonnegative_add_floor; [lia | side]].

Tactic Notation "subtract_floor" uconstr(rest) uconstr(numerator) uconstr(denominator) tactic3(side) :=
  refine (nonnegative_equal (rest - numerator / denominator) _ _ _);
  [ring | apply nonnegative_subtract_floor; [lia | side]].

Tactic Notation "on_axes" tactic3(leaf) := each_axis leaf.

Tactic Notation "on_channel" tactic3(leaf) := on_channels leaf.

Tactic Notation "bounds" tactic3(lower) tactic3(upper) := apply within_from; [lower | upper].

Tactic Notation "by_bracket_true" tactic3(side) :=
  lazymatch goal with
  | |- bracket_equal_channels _ _ = _ => apply bracket_equal_channels_true
  | |- bracket_within_channels _ _ = _ => apply bracket_within_channels_true
  | |- bracket_equal_positions _ _ _ = _ => apply bracket_equal_positions_true
  | |- bracket_within_positions _ _ _ = _ => apply bracket_within_positions_true
  end; side.

Tactic Notation "by_bracket_false" constr(axis) tactic3(side) :=
  let below := fresh in
  lazymatch goal with
  | |- bracket_equal_channels _ _ = _ => apply bracket_equal_channels_false
  | |- bracket_within_channels _ _ = _ => apply bracket_within_channels_false
  | |- bracket_equal_positions ?rank _ _ = _ =>
      assert (below : (axis < rank)%nat) by (assumption || lia);
      apply (bracket_equal_positions_false _ axis _ _ _ below); at_this_axis axis below; read_axes below; compute_entries
  | |- bracket_within_positions ?rank _ _ = _ =>
      assert (below : (axis < rank)%nat) by (assumption || lia);
      apply (bracket_within_positions_false _ axis _ _ _ below); at_this_axis axis below; read_axes below; compute_entries
  end; cbv beta; try autounfold with sizes in *; side.

Ltac positive_difference side :=
  lazymatch goal with
  | |- ?first_side <> ?second_side =>
      enough (0 <= first_side - second_side - 1 \/ 0 <= second_side - first_side - 1) by lia; first [left; solve [side] | right; solve [side]]
  | |- ~ (0 <= ?index < ?extent) =>
      enough (0 <= - index - 1 \/ 0 <= index - extent) by lia; first [left; solve [side] | right; solve [side]]
  end.

Tactic Notation "apart" tactic3(side) := positive_difference side.

Tactic Notation "by_implied" uconstr(kept) uconstr(extent) uconstr(dropped) uconstr(limit) uconstr(rest) tactic3(side) :=
  lazymatch goal with
  | |- ?before = ?after =>
      lazymatch before with
      | context [bracket_within_positions ?rank _ _] =>
          refine (bracket_within_positions_implied _ rank kept extent dropped limit rest before after _ _ _)
      | _ => refine (bracket_within_channels_implied _ kept extent dropped limit rest before after _ _ _)
      end
  end; [side | in_ring | in_ring].

Tactic Notation "implied_by" uconstr(low) uconstr(high) tactic3(below) tactic3(above) :=
  let lower := fresh in let upper := fresh in
  intros [lower upper]; split;
  [refine (implied_below low _ _ _ _ lower); clear lower upper; [lia | below]
  | refine (implied_above high _ _ _ _ _ _ upper); clear lower upper; [lia | above]].

Tactic Notation "implied_by_floor" uconstr(low) uconstr(numerator) uconstr(high) uconstr(rest) tactic3(below) tactic3(above) :=
  let lower := fresh in let upper := fresh in
  intros [lower upper]; split;
  [refine (implied_below low _ _ _ _ lower); clear lower upper; [lia | below]
  | lazymatch goal with
    | |- _ < ?limit => replace limit with (numerator / high + rest) by ring
    end;
    refine (implied_above_floor high _ _ _ numerator rest _ _ upper); clear lower upper; [lia | above]].

Tactic Notation "by_same_index_within" uconstr(index) uconstr(extent) uconstr(factor) uconstr(result) tactic3(side) :=
  let known := fresh in
  lazymatch goal with
  | |- ?before = ?after =>
      first
      [ lazymatch before with
        | context [bracket_within_positions ?rank _ _] =>
            refine (same_index_positions_within _ rank index extent factor result one before after _ _ _)
        end;
        [|in_ring|in_ring]
      | refine (same_index_channels_within _ index extent factor result one before after _ _ _); [|in_ring|in_ring] ]
  end; intros known; cbv beta in known; side.

Tactic Notation "by_support" constr(outside) :=
  first
  [ eapply support_positions; [apply outside; inside_range | same]
  | eapply support_channels; [apply outside | same] ].
