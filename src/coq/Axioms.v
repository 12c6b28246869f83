From Coq Require Import List ZArith Lia Bool Permutation FinFun Ring.
From Convolemma Require Import Rings Sums.
Import ListNotations.
Local Open Scope Z_scope.

Section Axioms.
Variable R : ring.
Add Ring ring_of_axioms : (laws R) (morphism (integer_morphism R), constants [integer_constant]).
Local Open Scope ring_scope.

Lemma unfold_definition : forall entry body after : R, entry = body -> body = after -> entry = after.
Proof.
  intros entry body after defined same; rewrite defined; exact same.
Qed.

Lemma use_lemma : forall left right after : R, left = right -> right = after -> left = after.
Proof.
  intros left right after proved same; rewrite proved; exact same.
Qed.

Lemma compute_in_ring : forall before polynomial after : R,
  sub before polynomial = zero -> polynomial = after -> before = after.
Proof.
  intros before polynomial after difference same; rewrite <- same.
  replace before with (sub before polynomial + polynomial) by ring; rewrite difference; ring.
Qed.

Lemma sum_channels_same : forall extent extent' (f g : Z -> R),
  extent = extent' -> (forall c, (0 <= c < extent)%Z -> f c = g c) -> sum_channels extent f = sum_channels extent' g.
Proof.
  intros extent extent' f g <- same; apply sum_over_congruence; intros c member; apply same, in_range, member.
Qed.

Lemma sum_positions_same : forall rank extent extent' (f g : position -> R),
  (forall axis, (axis < rank)%nat -> extent axis = extent' axis) ->
  (forall i, in_box rank extent i -> f i = g i) -> sum_positions rank extent f = sum_positions rank extent' g.
Proof.
  intros rank extent extent' f g extents same; unfold sum_positions.
  rewrite <- (at_axes_equal rank extent extent' extents); apply sum_over_congruence.
  intros i member; apply same, in_box_at_axes, member.
Qed.

Lemma sum_channels_factor : forall extent (c after : R) body f,
  (forall i, (0 <= i < extent)%Z -> body i = c * f i) -> c * sum_channels extent f = after ->
  sum_channels extent body = after.
Proof.
  intros extent c after body f product <-; unfold sum_channels; rewrite <- sum_over_factor.
  apply sum_over_congruence; intros i member; apply product, in_range, member.
Qed.

Lemma sum_positions_factor : forall rank extent (c after : R) body f,
  (forall i, in_box rank extent i -> body i = c * f i) -> c * sum_positions rank extent f = after ->
  sum_positions rank extent body = after.
Proof.
  intros rank extent c after body f product <-; unfold sum_positions; rewrite <- sum_over_factor.
  apply sum_over_congruence; intros i member; apply product, in_box_at_axes, member.
Qed.

Lemma sum_channels_add : forall extent (f g : Z -> R),
  sum_channels extent (fun i => f i + g i) = sum_channels extent f + sum_channels extent g.
Proof.
  intros; apply sum_over_add.
Qed.

Lemma sum_positions_add : forall rank extent (f g : position -> R),
  sum_positions rank extent (fun i => f i + g i) = sum_positions rank extent f + sum_positions rank extent g.
Proof.
  intros; apply sum_over_add.
Qed.

Lemma sum_channels_exchange_channels : forall extent extent' (f : Z -> Z -> R),
  sum_channels extent (fun i => sum_channels extent' (fun j => f i j)) =
  sum_channels extent' (fun j => sum_channels extent (fun i => f i j)).
Proof.
  intros; apply sum_over_exchange.
Qed.

Lemma sum_channels_exchange_positions : forall extent rank extent' (f : Z -> position -> R),
  sum_channels extent (fun i => sum_positions rank extent' (fun j => f i j)) =
  sum_positions rank extent' (fun j => sum_channels extent (fun i => f i j)).
Proof.
  intros; apply sum_over_exchange.
Qed.

Lemma sum_positions_exchange_channels : forall rank extent extent' (f : position -> Z -> R),
  sum_positions rank extent (fun i => sum_channels extent' (fun j => f i j)) =
  sum_channels extent' (fun j => sum_positions rank extent (fun i => f i j)).
Proof.
  intros; apply sum_over_exchange.
Qed.

Lemma sum_positions_exchange_positions : forall rank extent extent' (f : position -> position -> R),
  sum_positions rank extent (fun i => sum_positions rank extent' (fun j => f i j)) =
  sum_positions rank extent' (fun j => sum_positions rank extent (fun i => f i j)).
Proof.
  intros; apply sum_over_exchange.
Qed.

Lemma sum_channels_reverse : forall extent (f : Z -> R),
  sum_channels extent f = sum_channels extent (fun i => f (extent - 1 - i)%Z).
Proof.
  intros extent f; unfold sum_channels.
  transitivity (sum_over (map (fun i => (extent - 1 - i)%Z) (range extent)) f); [|apply sum_over_map].
  apply sum_over_permutation, NoDup_Permutation; [apply range_distinct|..].
  - apply Injective_map_NoDup; [intros a b same; lia|apply range_distinct].
  - intros i; rewrite in_map_iff; split.
    + intros member; exists (extent - 1 - i)%Z; rewrite in_range in *; lia.
    + intros [j [<- member]]; rewrite in_range in *; lia.
Qed.

Lemma sum_positions_reverse : forall rank extent (f : position -> R),
  sum_positions rank extent f =
  sum_positions rank extent (fun i => f (at_axes rank (fun axis => (extent axis - 1 - i axis)%Z))).
Proof.
  intros rank extent f; unfold sum_positions.
  set (mirror := fun i : position => at_axes rank (fun axis => (extent axis - 1 - i axis)%Z)).
  transitivity (sum_over (map mirror (box (at_axes rank extent))) f); [|apply sum_over_map].
  assert (involution : forall i, in_box rank extent i -> mirror (mirror i) = i).
  { intros i [lengthI inside]; apply position_equal with rank; [apply length_at_axes|exact lengthI|].
    intros axis below; unfold mirror; rewrite !coordinate_at_axes by exact below; lia. }
  assert (stays : forall i, in_box rank extent i -> in_box rank extent (mirror i)).
  { intros i [lengthI inside]; split; [apply length_at_axes|]; intros axis below; unfold mirror.
    rewrite coordinate_at_axes by exact below; specialize (inside axis below); lia. }
  apply sum_over_permutation, Permutation_sym, NoDup_Permutation_bis.
  - assert (distinct := box_distinct (at_axes rank extent)).
    assert (inside : forall i, In i (box (at_axes rank extent)) -> in_box rank extent i)
      by (intros i; apply in_box_at_axes).
    induction (box (at_axes rank extent)) as [|i others hypothesis]; simpl; [constructor|].
    inversion_clear distinct as [|? ? fresh distinctOthers]; constructor.
    + intros member; apply in_map_iff in member; destruct member as [j [same member]]; apply fresh.
      rewrite <- (involution i), <- same, (involution j); [exact member|..]; apply inside; simpl; auto.
    + apply hypothesis; [exact distinctOthers|]; intros j member; apply inside; right; exact member.
  - rewrite map_length; apply le_n.
  - intros i member; apply in_map_iff in member; destruct member as [j [<- member]].
    apply in_box_at_axes, stays, in_box_at_axes, member.
Qed.

Lemma sum_channels_unroll : forall extent members (f : Z -> R),
  range extent = members -> sum_channels extent f = added (map f members).
Proof.
  intros extent members f <-; apply sum_over_added.
Qed.

Lemma sum_positions_unroll : forall rank extent members (f : position -> R),
  box (at_axes rank extent) = members -> sum_positions rank extent f = added (map f members).
Proof.
  intros rank extent members f <-; apply sum_over_added.
Qed.

Lemma bracket_true : forall truth, truth = true -> @bracket R truth = one.
Proof.
  intros truth ->; reflexivity.
Qed.

Lemma bracket_false : forall truth, truth <> true -> @bracket R truth = zero.
Proof.
  intros [] not; [contradiction not; reflexivity|reflexivity].
Qed.

Lemma bracket_implies : forall given implied,
  (given = true -> implied = true) -> @bracket R implied * bracket given = bracket given.
Proof.
  intros [] implied holds; [rewrite (holds eq_refl)|]; simpl; ring.
Qed.

Lemma bracket_iff : forall left right, (left = true <-> right = true) -> @bracket R left = bracket right.
Proof.
  intros [] [] [there back]; try reflexivity; exfalso; intuition discriminate.
Qed.

Lemma equal_at_axes_true : forall rank left right,
  axes_all rank (fun axis => (left axis =? right axis)%Z) = true <->
  forall axis, (axis < rank)%nat -> left axis = right axis.
Proof.
  intros rank left right; rewrite axes_all_true.
  split; intros all axis below; apply Z.eqb_eq; apply all; exact below.
Qed.

Lemma within_true : forall index extent,
  ((0 <=? index) && (index <? extent))%Z%bool = true <-> (0 <= index < extent)%Z.
Proof.
  intros index extent; rewrite andb_true_iff, Z.leb_le, Z.ltb_lt; reflexivity.
Qed.

Lemma within_at_axes_true : forall rank index extent,
  axes_all rank (fun axis => ((0 <=? index axis) && (index axis <? extent axis))%Z%bool) = true <->
  forall axis, (axis < rank)%nat -> (0 <= index axis < extent axis)%Z.
Proof.
  intros rank index extent; rewrite axes_all_true.
  split; intros all axis below; apply within_true; apply all; exact below.
Qed.

Lemma bracket_equal_channels_same : forall left right left' right',
  (left = right <-> left' = right')%Z -> @bracket_equal_channels R left right = bracket_equal_channels left' right'.
Proof.
  intros left right left' right' same; apply bracket_iff; rewrite !Z.eqb_eq; exact same.
Qed.

Lemma bracket_within_channels_same : forall index extent index' extent',
  index = index' -> extent = extent' -> @bracket_within_channels R index extent = bracket_within_channels index' extent'.
Proof.
  intros index extent index' extent' <- <-; reflexivity.
Qed.

Lemma bracket_equal_positions_same : forall rank left right left' right',
  (forall axis, (axis < rank)%nat -> (left axis = right axis <-> left' axis = right' axis)) ->
  @bracket_equal_positions R rank left right = bracket_equal_positions rank left' right'.
Proof.
  intros rank left right left' right' same; apply bracket_iff; rewrite !equal_at_axes_true.
  split; intros all axis below; apply (same axis below); apply all; exact below.
Qed.

Lemma bracket_within_positions_same : forall rank index extent index' extent',
  (forall axis, (axis < rank)%nat -> index axis = index' axis) ->
  (forall axis, (axis < rank)%nat -> extent axis = extent' axis) ->
  @bracket_within_positions R rank index extent = bracket_within_positions rank index' extent'.
Proof.
  intros rank index extent index' extent' indices extents; apply bracket_iff; rewrite !within_at_axes_true.
  split; intros all axis below; specialize (all axis below); rewrite (indices axis below), (extents axis below) in *; exact all.
Qed.

Lemma sum_channels_one_point : forall extent point (after : R) body f,
  (forall m, (0 <= m < extent)%Z -> body m = bracket_equal_channels m point * f m) ->
  (0 <= point < extent)%Z -> f point = after -> sum_channels extent body = after.
Proof.
  intros extent point after body f product inside <-; unfold sum_channels.
  rewrite (sum_over_one_point R Z (range extent) point body); [|apply range_distinct|apply in_range; exact inside|].
  - rewrite product by exact inside; unfold bracket_equal_channels; rewrite Z.eqb_refl; simpl; ring.
  - intros m member other; rewrite product by (apply in_range; exact member).
    unfold bracket_equal_channels; rewrite (proj2 (Z.eqb_neq m point) other); simpl; ring.
Qed.

Lemma sum_channels_one_point_within : forall extent point (after : R) body f,
  (forall m, (0 <= m < extent)%Z -> body m = bracket_equal_channels m point * f m) ->
  bracket_within_channels point extent * f point = after -> sum_channels extent body = after.
Proof.
  intros extent point after body f product <-.
  destruct (Z_lt_dec point 0) as [outside|lower]; [|destruct (Z_lt_dec point extent) as [upper|outside]].
  2: rewrite (sum_channels_one_point extent point (f point) body f product); [|lia|reflexivity];
    unfold bracket_within_channels; rewrite bracket_true by (apply within_true; lia); ring.
  all: unfold bracket_within_channels; rewrite bracket_false by (rewrite within_true; lia).
  all: transitivity (sum_channels extent (fun _ => @zero R));
    [|unfold sum_channels; rewrite sum_over_zero; ring].
  all: apply sum_channels_same; [reflexivity|]; intros m inside; rewrite product by exact inside;
    unfold bracket_equal_channels; rewrite (proj2 (Z.eqb_neq m point)) by lia; simpl; ring.
Qed.

Lemma sum_positions_one_point : forall rank extent point (after : R) body f,
  (forall m, in_box rank extent m -> body m = bracket_equal_positions rank m point * f m) ->
  (forall axis, (axis < rank)%nat -> (0 <= point axis < extent axis)%Z) -> f (at_axes rank point) = after ->
  sum_positions rank extent body = after.
Proof.
  intros rank extent point after body f product inside <-; unfold sum_positions.
  assert (member : in_box rank extent (at_axes rank point)).
  { split; [apply length_at_axes|]; intros axis below; rewrite coordinate_at_axes by exact below; apply inside, below. }
  rewrite (sum_over_one_point R _ (box (at_axes rank extent)) (at_axes rank point) body);
    [|apply box_distinct|apply in_box_at_axes; exact member|].
  - rewrite product by exact member; unfold bracket_equal_positions; rewrite bracket_true; [ring|].
    apply equal_at_axes_true; intros axis below; apply coordinate_at_axes; exact below.
  - intros m memberM other; apply in_box_at_axes in memberM; rewrite product by exact memberM.
    unfold bracket_equal_positions; rewrite bracket_false; [ring|]; rewrite equal_at_axes_true; intros all; apply other.
    destruct memberM as [lengthM _]; apply position_equal with rank; [exact lengthM|apply length_at_axes|].
    intros axis below; rewrite coordinate_at_axes by exact below; apply all, below.
Qed.

Lemma sum_positions_one_point_within : forall rank extent point (after : R) body f,
  (forall m, in_box rank extent m -> body m = bracket_equal_positions rank m point * f m) ->
  bracket_within_positions rank point extent * f (at_axes rank point) = after -> sum_positions rank extent body = after.
Proof.
  intros rank extent point after body f product <-.
  unfold bracket_within_positions.
  destruct (axes_all rank (fun axis => ((0 <=? point axis) && (point axis <? extent axis))%Z%bool)) eqn:inside.
  - rewrite bracket_true by reflexivity.
    rewrite (sum_positions_one_point rank extent point (f (at_axes rank point)) body f product);
      [ring|apply within_at_axes_true; exact inside|reflexivity].
  - rewrite bracket_false by discriminate.
    transitivity (sum_positions rank extent (fun _ => @zero R)); [|unfold sum_positions; rewrite sum_over_zero; ring].
    apply sum_positions_same; [reflexivity|]; intros m memberM; rewrite product by exact memberM.
    unfold bracket_equal_positions; rewrite bracket_false; [ring|]; rewrite equal_at_axes_true; intros all.
    assert (all' : axes_all rank (fun axis => ((0 <=? point axis) && (point axis <? extent axis))%Z%bool) = true).
    { apply within_at_axes_true; intros axis below; rewrite <- (all axis below); apply memberM, below. }
    congruence.
Qed.

Lemma same_index_channels : forall (entry : Z -> R) index index' (after : R),
  index = index' -> entry index' = after -> entry index = after.
Proof.
  intros entry index index' after <- <-; reflexivity.
Qed.

Lemma same_index_positions : forall rank (entry : position -> R) index index' (after : R),
  (forall axis, (axis < rank)%nat -> index axis = index' axis) ->
  entry (at_axes rank index') = after -> entry (at_axes rank index) = after.
Proof.
  intros rank entry index index' after same <-; rewrite (at_axes_equal rank index index' same); reflexivity.
Qed.

Lemma bracket_times_same : forall truth (factor factor' : R),
  (truth = true -> factor = factor') -> bracket truth * factor = bracket truth * factor'.
Proof.
  intros [] factor factor' same; [rewrite (same eq_refl)|simpl]; ring.
Qed.

Lemma same_index_channels_within : forall index extent (factor factor' rest before after : R),
  ((0 <= index < extent)%Z -> factor = factor') -> before = rest * (bracket_within_channels index extent * factor) ->
  rest * (bracket_within_channels index extent * factor') = after -> before = after.
Proof.
  intros index extent factor factor' rest before after same -> <-; f_equal.
  apply bracket_times_same; rewrite within_true; exact same.
Qed.

Lemma same_index_positions_within : forall rank index extent (factor factor' rest before after : R),
  ((forall axis, (axis < rank)%nat -> (0 <= index axis < extent axis)%Z) -> factor = factor') ->
  before = rest * (bracket_within_positions rank index extent * factor) ->
  rest * (bracket_within_positions rank index extent * factor') = after -> before = after.
Proof.
  intros rank index extent factor factor' rest before after same -> <-; f_equal.
  apply bracket_times_same; rewrite within_at_axes_true; exact same.
Qed.

Lemma bracket_equal_channels_true : forall left right, left = right -> @bracket_equal_channels R left right = one.
Proof.
  intros left right same; apply bracket_true, Z.eqb_eq, same.
Qed.

Lemma bracket_equal_channels_false : forall left right, left <> right -> @bracket_equal_channels R left right = zero.
Proof.
  intros left right other; apply bracket_false; rewrite Z.eqb_eq; exact other.
Qed.

Lemma bracket_within_channels_true : forall index extent,
  (0 <= index < extent)%Z -> @bracket_within_channels R index extent = one.
Proof.
  intros index extent inside; apply bracket_true, within_true, inside.
Qed.

Lemma bracket_within_channels_false : forall index extent,
  ~ (0 <= index < extent)%Z -> @bracket_within_channels R index extent = zero.
Proof.
  intros index extent outside; apply bracket_false; rewrite within_true; exact outside.
Qed.

Lemma bracket_equal_positions_true : forall rank left right,
  (forall axis, (axis < rank)%nat -> left axis = right axis) -> @bracket_equal_positions R rank left right = one.
Proof.
  intros rank left right same; apply bracket_true, equal_at_axes_true, same.
Qed.

Lemma bracket_equal_positions_false : forall axis rank left right,
  (axis < rank)%nat -> left axis <> right axis -> @bracket_equal_positions R rank left right = zero.
Proof.
  intros axis rank left right below other; apply bracket_false; rewrite equal_at_axes_true; intros all.
  exact (other (all axis below)).
Qed.

Lemma bracket_within_positions_true : forall rank index extent,
  (forall axis, (axis < rank)%nat -> (0 <= index axis < extent axis)%Z) ->
  @bracket_within_positions R rank index extent = one.
Proof.
  intros rank index extent inside; apply bracket_true, within_at_axes_true, inside.
Qed.

Lemma bracket_within_positions_false : forall axis rank index extent,
  (axis < rank)%nat -> ~ (0 <= index axis < extent axis)%Z -> @bracket_within_positions R rank index extent = zero.
Proof.
  intros axis rank index extent below outside; apply bracket_false; rewrite within_at_axes_true; intros all.
  exact (outside (all axis below)).
Qed.

Lemma bracket_within_channels_implied : forall kept keptExtent dropped droppedExtent (rest before after : R),
  ((0 <= kept < keptExtent)%Z -> (0 <= dropped < droppedExtent)%Z) ->
  before = rest * (bracket_within_channels dropped droppedExtent * bracket_within_channels kept keptExtent) ->
  rest * bracket_within_channels kept keptExtent = after -> before = after.
Proof.
  intros kept keptExtent dropped droppedExtent rest before after holds -> <-; f_equal.
  apply bracket_implies; rewrite !within_true; exact holds.
Qed.

Lemma bracket_within_positions_implied : forall rank kept keptExtent dropped droppedExtent (rest before after : R),
  (forall axis, (axis < rank)%nat -> (0 <= kept axis < keptExtent axis)%Z -> (0 <= dropped axis < droppedExtent axis)%Z) ->
  before =
    rest * (bracket_within_positions rank dropped droppedExtent * bracket_within_positions rank kept keptExtent) ->
  rest * bracket_within_positions rank kept keptExtent = after -> before = after.
Proof.
  intros rank kept keptExtent dropped droppedExtent rest before after holds -> <-; f_equal.
  apply bracket_implies; rewrite !within_at_axes_true; intros all axis below; apply holds, all; exact below.
Qed.

Lemma support_channels : forall index extent (entry after : R),
  (~ (0 <= index < extent)%Z -> entry = zero) -> bracket_within_channels index extent * entry = after -> entry = after.
Proof.
  intros index extent entry after outside <-; unfold bracket_within_channels.
  destruct ((0 <=? index) && (index <? extent))%Z%bool eqn:inside; simpl; [ring|].
  rewrite outside; [ring|]; rewrite <- within_true, inside; discriminate.
Qed.

Lemma support_positions : forall rank (index extent : nat -> Z) (entry after : R),
  (~ (forall axis, (axis < rank)%nat -> (0 <= index axis < extent axis)%Z) -> entry = zero) ->
  bracket_within_positions rank index extent * entry = after -> entry = after.
Proof.
  intros rank index extent entry after outside <-; unfold bracket_within_positions.
  destruct (axes_all rank (fun axis => ((0 <=? index axis) && (index axis <? extent axis))%Z%bool)) eqn:inside; simpl; [ring|].
  rewrite outside; [ring|]; rewrite <- within_at_axes_true, inside; discriminate.
Qed.

End Axioms.

Arguments unfold_definition {R entry body after}.
Arguments use_lemma {R left right after}.
Arguments compute_in_ring {R before} polynomial {after}.
