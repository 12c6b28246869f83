From Coq Require Import List ZArith Lia Ring.
From Convolemma Require Import Rings Sums Axioms.
Import ListNotations.
Local Open Scope Z_scope.

Section Rules.
Variable R : ring.
Add Ring ring_of_rules : (laws R) (morphism (integer_morphism R), constants [integer_constant]).

Definition read_at (rank : nat) (stride dilation padding : nat -> Z) (n j : position) : position :=
  at_axes rank (fun axis => stride axis * n axis + dilation axis * j axis - padding axis).

Definition convolution (rank : nat) (channels : Z) (taps stride dilation padding : nat -> Z)
    (kernel : Z -> Z -> position -> R) (bias : Z -> R) (signal : Z -> position -> R) (o : Z) (n : position) : R :=
  (bias o + sum_channels channels (fun c => sum_positions rank taps (fun j =>
    kernel o c j * signal c (read_at rank stride dilation padding n j))))%ring.

Theorem unfold_layer : forall rank channels taps stride dilation padding kernel bias signal o n,
  convolution rank channels taps stride dilation padding kernel bias signal o n =
  (bias o + sum_channels channels (fun c => sum_positions rank taps (fun j =>
    kernel o c j * signal c (at_axes rank (fun axis => stride axis * n axis + dilation axis * j axis - padding axis)%Z))))%ring.
Proof.
  reflexivity.
Qed.

Theorem split_phases : forall rank (s : nat -> Z) (n r : position) t,
  (forall axis, (axis < rank)%nat -> 1 <= s axis) ->
  @bracket_equal_positions R rank (fun axis => s axis * n axis + r axis + t axis)
    (fun axis => s axis * ((s axis * n axis + r axis + t axis) / s axis)) =
  bracket_equal_positions rank (fun axis => r axis + t axis) (fun axis => s axis * ((r axis + t axis) / s axis)).
Proof.
  intros rank s n r t positive; apply bracket_equal_positions_same; intros axis below; specialize (positive axis below).
  replace (s axis * n axis + r axis + t axis) with (r axis + t axis + n axis * s axis) by ring.
  rewrite Z.div_add by lia; lia.
Qed.

Theorem substitute_inner : forall rank channels taps stride dilation padding kernel bias inner formula o n,
  (forall c q, 0 <= c < channels -> length q = rank -> inner c q = formula c q) ->
  convolution rank channels taps stride dilation padding kernel bias inner o n =
  convolution rank channels taps stride dilation padding kernel bias formula o n.
Proof.
  intros rank channels taps stride dilation padding kernel bias inner formula o n proved; unfold convolution; f_equal.
  apply sum_channels_same; [reflexivity|]; intros c inside; apply sum_positions_same; [reflexivity|].
  intros j _; f_equal; apply proved; [exact inside|apply length_at_axes].
Qed.

Local Open Scope ring_scope.

Theorem distribute : forall outerChannels rank outerTaps innerChannels innerTaps
    (v : Z -> position -> R) (b : Z -> R) (k : Z -> Z -> position -> R) (x : Z -> position -> position -> R),
  sum_channels outerChannels (fun c => sum_positions rank outerTaps (fun j =>
    v c j * (b c + sum_channels innerChannels (fun a => sum_positions rank innerTaps (fun i => k c a i * x a j i))))) =
  sum_channels outerChannels (fun c => sum_positions rank outerTaps (fun j => v c j * b c)) +
  sum_channels outerChannels (fun c => sum_positions rank outerTaps (fun j =>
    sum_channels innerChannels (fun a => sum_positions rank innerTaps (fun i => v c j * k c a i * x a j i)))).
Proof.
  intros; rewrite <- sum_channels_add; apply sum_channels_same; [reflexivity|]; intros c _.
  rewrite <- sum_positions_add; apply sum_positions_same; [reflexivity|]; intros j _.
  transitivity (v c j * b c +
    v c j * sum_channels innerChannels (fun a => sum_positions rank innerTaps (fun i => k c a i * x a j i))); [ring|].
  f_equal; symmetry; apply sum_channels_factor with (c := v c j)
    (f := fun a => sum_positions rank innerTaps (fun i => k c a i * x a j i)); [|reflexivity].
  intros a _; apply sum_positions_factor with (c := v c j) (f := fun i => k c a i * x a j i); [intros; ring|reflexivity].
Qed.

Theorem unwrap_circular : forall rank extent (x : position -> R) (q t : position),
  (forall axis, (axis < rank)%nat -> (1 <= extent axis)%Z) ->
  let continued := fun p : position => x (at_axes rank (fun axis => p axis - extent axis * (p axis / extent axis))%Z) in
  continued (at_axes rank (fun axis => q axis - extent axis * (t axis / extent axis))%Z) = continued q.
Proof.
  intros rank extent x q t positive; cbv beta zeta; f_equal; apply at_axes_equal; intros axis below.
  rewrite coordinate_at_axes by exact below; specialize (positive axis below).
  replace (q axis - extent axis * (t axis / extent axis))%Z with (q axis + - (t axis / extent axis) * extent axis)%Z by ring.
  rewrite Z.div_add by lia; ring.
Qed.

Theorem decide_window : forall rank read window (entry : R),
  (forall axis, (axis < rank)%nat -> (0 <= read axis < window axis)%Z) ->
  bracket_within_positions rank read window * entry = entry.
Proof.
  intros rank read window entry inside; rewrite bracket_within_positions_true by exact inside; ring.
Qed.

Theorem drop_window : forall rank inner window read support (entry : R),
  (~ (forall axis, (axis < rank)%nat -> (0 <= read axis < support axis)%Z) -> entry = zero) ->
  (forall axis, (axis < rank)%nat -> (0 <= read axis < support axis)%Z -> (0 <= inner axis < window axis)%Z) ->
  bracket_within_positions rank inner window * entry = entry.
Proof.
  intros rank inner window read support entry outside implied.
  transitivity (bracket_within_positions rank inner window * (bracket_within_positions rank read support * entry)).
  - f_equal; apply support_positions with (rank := rank) (index := read) (extent := support); [exact outside|reflexivity].
  - transitivity (bracket_within_positions rank read support * entry).
    + apply (bracket_within_positions_implied R rank read support inner window entry); [exact implied|ring|ring].
    + symmetry; apply support_positions with (rank := rank) (index := read) (extent := support);
        [exact outside|reflexivity].
Qed.

Theorem ones_channel : forall rank window (ones : Z -> position -> R) (b : R) (q : position),
  (forall c p, 0 <= c < 1 -> ones c p = bracket_within_positions rank p window)%Z ->
  bracket_within_positions rank q window * b = b * ones 0%Z q.
Proof.
  intros rank window ones b q named; rewrite named by lia; ring.
Qed.

Theorem exchange_sums : forall first second (f : Z -> Z -> R),
  sum_channels first (fun c => sum_channels second (fun a => f c a)) =
  sum_channels second (fun a => sum_channels first (fun c => f c a)).
Proof.
  intros; apply sum_channels_exchange_channels.
Qed.

Theorem read_all_channels : forall channels (f : Z -> R) o,
  (0 <= o < channels)%Z -> f o = sum_channels channels (fun a => bracket_equal_channels a o * f a).
Proof.
  intros channels f o inside; symmetry; apply sum_channels_one_point with (point := o) (f := f);
    [reflexivity|exact inside|reflexivity].
Qed.

Theorem group_by_position : forall rank outerTaps innerTaps taps (offset : position -> position -> nat -> Z)
    (f : position -> position -> R),
  (forall j i, in_box rank outerTaps j -> in_box rank innerTaps i ->
    forall axis, (axis < rank)%nat -> (0 <= offset i j axis < taps axis)%Z) ->
  sum_positions rank outerTaps (fun j => sum_positions rank innerTaps (fun i => f i j)) =
  sum_positions rank taps (fun m => sum_positions rank outerTaps (fun j => sum_positions rank innerTaps (fun i =>
    bracket_equal_positions rank (offset i j) m * f i j))).
Proof.
  intros rank outerTaps innerTaps taps offset f inside.
  symmetry; eapply eq_trans; [apply sum_positions_exchange_positions|].
  apply sum_positions_same; [reflexivity|]; intros j inOuter.
  eapply eq_trans; [apply sum_positions_exchange_positions|].
  apply sum_positions_same; [reflexivity|]; intros i inInner.
  apply sum_positions_one_point with (point := offset i j) (f := fun _ => f i j).
  - intros m _; f_equal; apply bracket_equal_positions_same; intros axis below; split; intros same; symmetry; exact same.
  - apply inside; assumption.
  - reflexivity.
Qed.

Theorem name_sizes : forall rank stride1 stride2 padding1 padding2 stride padding offset (n : position),
  (forall axis, (axis < rank)%nat -> stride axis = stride1 axis * stride2 axis)%Z ->
  (forall axis, (axis < rank)%nat -> padding axis = padding1 axis + stride1 axis * padding2 axis)%Z ->
  at_axes rank (fun axis => stride1 axis * (stride2 axis * n axis - padding2 axis) + offset axis - padding1 axis)%Z =
  at_axes rank (fun axis => stride axis * n axis + offset axis - padding axis)%Z.
Proof.
  intros rank stride1 stride2 padding1 padding2 stride padding offset n strides paddings; apply at_axes_equal.
  intros axis below; rewrite (strides axis below), (paddings axis below); ring.
Qed.

Theorem factor_signal : forall rank extent (w : position -> R) x,
  sum_positions rank extent (fun i => w i * x) = sum_positions rank extent w * x.
Proof.
  intros rank extent w x; apply sum_positions_factor with (c := x) (f := w); [intros; ring|ring].
Qed.

Theorem add_branches : forall rank taps (u v x : position -> R),
  sum_positions rank taps (fun m => u m * x m) + sum_positions rank taps (fun m => v m * x m) =
  sum_positions rank taps (fun m => (u m + v m) * x m).
Proof.
  intros rank taps u v x; rewrite <- sum_positions_add; apply sum_positions_same; [reflexivity|]; intros; ring.
Qed.

Theorem name_kernel : forall channels rank taps (kernel formula : Z -> position -> R) x,
  (forall a m, kernel a m = formula a m) ->
  sum_channels channels (fun a => sum_positions rank taps (fun m => formula a m * x a m)) =
  sum_channels channels (fun a => sum_positions rank taps (fun m => kernel a m * x a m)).
Proof.
  intros channels rank taps kernel formula x named; apply sum_channels_same; [reflexivity|]; intros a _.
  apply sum_positions_same; [reflexivity|]; intros m _; rewrite named; reflexivity.
Qed.

Theorem name_bias : forall bias outer inner signal : R,
  bias = outer + inner -> outer + (inner + signal) = bias + signal.
Proof.
  intros bias outer inner signal ->; ring.
Qed.

Theorem reverse_and_pad : forall rank outerTaps innerTaps step (v k : position -> R) (m : position),
  sum_positions rank outerTaps (fun j => sum_positions rank innerTaps (fun i =>
    bracket_equal_positions rank (fun axis => i axis + step axis * j axis)%Z m * (v j * k i))) =
  sum_positions rank outerTaps (fun j =>
    v (at_axes rank (fun axis => outerTaps axis - 1 - j axis)%Z) *
    (let from := at_axes rank (fun axis => m axis - step axis * (outerTaps axis - 1 - j axis))%Z in
     bracket_within_positions rank from innerTaps * k from)).
Proof.
  intros rank outerTaps innerTaps step v k m; cbv zeta.
  transitivity (sum_positions rank outerTaps (fun j => v j *
    (let from := at_axes rank (fun axis => m axis - step axis * j axis)%Z in
     bracket_within_positions rank from innerTaps * k from))); cbv zeta.
  - apply sum_positions_same; [reflexivity|]; intros j _.
    apply sum_positions_one_point_within with (point := fun axis => (m axis - step axis * j axis)%Z)
      (f := fun i => v j * k i).
    + intros i _; f_equal; apply bracket_equal_positions_same; intros axis _; lia.
    + transitivity (v j * (bracket_within_positions rank (fun axis => (m axis - step axis * j axis)%Z) innerTaps *
        k (at_axes rank (fun axis => (m axis - step axis * j axis)%Z)))); [ring|]; f_equal; f_equal.
      apply bracket_within_positions_same; [|reflexivity]; intros axis below.
      rewrite coordinate_at_axes by exact below; reflexivity.
  - rewrite sum_positions_reverse; apply sum_positions_same; [reflexivity|]; intros j _; f_equal.
    assert (same : at_axes rank (fun axis => m axis - step axis *
        at_axes rank (fun axis' => outerTaps axis' - 1 - j axis') axis)%Z =
      at_axes rank (fun axis => m axis - step axis * (outerTaps axis - 1 - j axis))%Z).
    { apply at_axes_equal; intros axis below; rewrite coordinate_at_axes by exact below; reflexivity. }
    rewrite same; reflexivity.
Qed.

Theorem write_out : forall (v z : Z -> R), sum_channels 2 (fun j => v j * z j) = v 0%Z * z 0%Z + v 1%Z * z 1%Z.
Proof.
  intros v z; rewrite (sum_channels_unroll R 2 [0%Z; 1%Z]); reflexivity.
Qed.

Theorem group_by_sample : forall v0 v1 k0 k1 x : R, v0 * k1 * x + v1 * k0 * x = (v0 * k1 + v1 * k0) * x.
Proof.
  intros; ring.
Qed.

Theorem add_zeros : forall v0 v1 k0 x : R, v0 * k0 * x = (v0 * k0 + v1 * zero) * x.
Proof.
  intros; ring.
Qed.

Theorem write_tap_out : forall v k : Z -> R,
  sum_channels 2 (fun j => sum_channels 2 (fun i => bracket_equal_channels (i + j) 1 * (v j * k i))) =
  v 0%Z * k 1%Z + v 1%Z * k 0%Z.
Proof.
  intros v k; rewrite (sum_channels_unroll R 2 [0%Z; 1%Z]) by reflexivity; cbn [map added fold_left].
  rewrite !(sum_channels_unroll R 2 [0%Z; 1%Z]) by reflexivity; cbn; ring.
Qed.

End Rules.
