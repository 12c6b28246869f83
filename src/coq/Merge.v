From Coq Require Import List ZArith Lia Ring.
From Convolemma Require Import Rings Sums Axioms Rules.

Local Open Scope Z_scope.

Section Merge.
Variable R : ring.
Add Ring ring_of_merge : (laws R) (morphism (integer_morphism R), constants [integer_constant]).

Variable rank : nat.
Variables channels between : Z.
Variables taps1 taps2 stride1 stride2 dilation1 dilation2 padding1 padding2 : nat -> Z.
Hypothesis sizes_not_negative : forall axis, (axis < rank)%nat ->
  0 <= stride1 axis /\ 0 <= dilation1 axis /\ 0 <= dilation2 axis.
Variables (kernel1 kernel2 : Z -> Z -> position -> R) (bias1 bias2 : Z -> R).

Definition taps_of_both (axis : nat) : Z :=
  dilation1 axis * (taps1 axis - 1) + stride1 axis * dilation2 axis * (taps2 axis - 1) + 1.

Definition stride_of_both (axis : nat) : Z := stride1 axis * stride2 axis.

Definition padding_of_both (axis : nat) : Z := padding1 axis + stride1 axis * padding2 axis.

Definition meet (i j : position) (axis : nat) : Z := dilation1 axis * i axis + stride1 axis * dilation2 axis * j axis.

Local Open Scope ring_scope.

Definition kernel_of_both (o a : Z) (m : position) : R :=
  sum_channels between (fun c => sum_positions rank taps2 (fun j => sum_positions rank taps1 (fun i =>
    bracket_equal_positions rank (meet i j) m * (kernel2 o c j * kernel1 c a i)))).

Definition bias_of_both (o : Z) : R :=
  bias2 o + sum_channels between (fun c => sum_positions rank taps2 (fun j => kernel2 o c j * bias1 c)).

Variable signal : Z -> position -> R.

Definition inner : Z -> position -> R :=
  convolution R rank channels taps1 stride1 dilation1 padding1 kernel1 bias1 signal.

Definition sample (n m : position) : position :=
  read_at rank stride_of_both (fun _ => 1%Z) padding_of_both n m.

Lemma meet_inside : forall j i, in_box rank taps2 j -> in_box rank taps1 i ->
  forall axis, (axis < rank)%nat -> (0 <= meet i j axis < taps_of_both axis)%Z.
Proof.
  intros j i [_ insideJ] [_ insideI] axis below; specialize (insideJ axis below); specialize (insideI axis below).
  destruct (sizes_not_negative axis below) as [s [d e]]; unfold meet, taps_of_both.
  pose proof (Z.mul_nonneg_nonneg (stride1 axis) (dilation2 axis) s e) as se.
  pose proof (Z.mul_le_mono_nonneg_l (i axis) (taps1 axis - 1) (dilation1 axis) d).
  pose proof (Z.mul_le_mono_nonneg_l (j axis) (taps2 axis - 1) (stride1 axis * dilation2 axis) se).
  pose proof (Z.mul_nonneg_nonneg (dilation1 axis) (i axis) d).
  pose proof (Z.mul_nonneg_nonneg (stride1 axis * dilation2 axis) (j axis) se).
  lia.
Qed.

Lemma same_sample : forall n m i j : position, (forall axis, (axis < rank)%nat -> meet i j axis = m axis) ->
  read_at rank stride1 dilation1 padding1 (read_at rank stride2 dilation2 padding2 n j) i = sample n m.
Proof.
  intros n m i j same; apply at_axes_equal; intros axis below; unfold read_at.
  rewrite coordinate_at_axes by exact below; rewrite <- (same axis below).
  unfold stride_of_both, padding_of_both, meet; ring.
Qed.

Lemma bracket_times : forall (n m i j : position) (w : R) a,
  bracket_equal_positions rank (meet i j) m *
    (w * signal a (read_at rank stride1 dilation1 padding1 (read_at rank stride2 dilation2 padding2 n j) i)) =
  bracket_equal_positions rank (meet i j) m * w * signal a (sample n m).
Proof.
  intros n m i j w a; unfold bracket_equal_positions, bracket.
  destruct (axes_all rank (fun axis => (meet i j axis =? m axis)%Z)) eqn:equal; [|ring].
  rewrite (same_sample n m i j); [ring|]; apply equal_at_axes_true; exact equal.
Qed.

Lemma group_taps : forall n o c a,
  sum_positions rank taps2 (fun j => sum_positions rank taps1 (fun i => kernel2 o c j * kernel1 c a i *
    signal a (read_at rank stride1 dilation1 padding1 (read_at rank stride2 dilation2 padding2 n j) i))) =
  sum_positions rank taps_of_both (fun m => sum_positions rank taps2 (fun j => sum_positions rank taps1 (fun i =>
    bracket_equal_positions rank (meet i j) m * (kernel2 o c j * kernel1 c a i))) * signal a (sample n m)).
Proof.
  intros n o c a; rewrite (group_by_position R rank taps2 taps1 taps_of_both meet _ meet_inside).
  apply sum_positions_same; [reflexivity|]; intros m _; rewrite <- factor_signal.
  apply sum_positions_same; [reflexivity|]; intros j _; rewrite <- factor_signal.
  apply sum_positions_same; [reflexivity|]; intros i _; apply bracket_times.
Qed.

Theorem convolutions_merge : forall o n,
  convolution R rank between taps2 stride2 dilation2 padding2 kernel2 bias2 inner o n =
  convolution R rank channels taps_of_both stride_of_both (fun _ => 1%Z) padding_of_both kernel_of_both bias_of_both signal o n.
Proof.
  intros o n; unfold convolution at 1, inner, convolution at 1, bias_of_both.
  rewrite (distribute R between rank taps2 channels taps1 (kernel2 o) bias1 kernel1
    (fun a j i => signal a (read_at rank stride1 dilation1 padding1 (read_at rank stride2 dilation2 padding2 n j) i))).
  unfold convolution.
  match goal with |- ?b + (?u + ?s) = (?b + ?u) + ?t => enough (same : s = t) by (rewrite same; ring) end.
  transitivity (sum_channels between (fun c => sum_channels channels (fun a => sum_positions rank taps_of_both (fun m =>
    sum_positions rank taps2 (fun j => sum_positions rank taps1 (fun i =>
      bracket_equal_positions rank (meet i j) m * (kernel2 o c j * kernel1 c a i))) * signal a (sample n m))))).
  - apply sum_channels_same; [reflexivity|]; intros c _; rewrite sum_positions_exchange_channels.
    apply sum_channels_same; [reflexivity|]; intros a _; apply group_taps.
  - rewrite exchange_sums; apply sum_channels_same; [reflexivity|]; intros a _.
    rewrite sum_channels_exchange_positions; apply sum_positions_same; [reflexivity|]; intros m _.
    unfold kernel_of_both; apply sum_channels_factor with (c := signal a (sample n m))
      (f := fun c => sum_positions rank taps2 (fun j => sum_positions rank taps1 (fun i =>
        bracket_equal_positions rank (meet i j) m * (kernel2 o c j * kernel1 c a i)))); [intros; ring|].
    unfold sample; ring.
Qed.
End Merge.
