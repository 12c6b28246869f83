From Coq Require Import Bool Lia List Ring Ring_theory ZArith.
From Convolemma Require Import Rings Positions Coefficients Layers Combinations Checker.

Local Open Scope Z_scope.

Section Values.
Context {K : coefficients} {R : ring}.
Variable symbols : positive -> R.
Add Ring theorems_ring : (laws R).

Notation dot := (dot symbols).
Notation at_channel := (at_channel symbols).
Notation taps_value := (taps_value symbols).

Lemma taps_value_app (ts us : list (tap K)) (x : signal R) o q :
  taps_value (ts ++ us) x o q = add (taps_value ts x o q) (taps_value us x o q).
Proof. induction ts as [|[t m] ts IH]; cbn; [ring|]. rewrite IH. ring. Qed.

Lemma taps_value_zero (ts : list (tap K)) (x : signal R) o q :
  (forall t c, In t ts -> x c (shift q (fst t)) = zero) -> taps_value ts x o q = zero.
Proof.
  induction ts as [|[t m] ts IH]; intros H; cbn; [reflexivity|].
  rewrite IH; [|intros u c I; apply H; right; exact I].
  rewrite (dot_ext symbols _ _ (fun _ => zero)), dot_zero; [ring|].
  intros c. apply (H (t, m) c). left. reflexivity.
Qed.

Lemma taps_value_ext (ts : list (tap K)) (x y : signal R) o q :
  (forall t c, In t ts -> x c (shift q (fst t)) = y c (shift q (fst t))) -> taps_value ts x o q = taps_value ts y o q.
Proof.
  induction ts as [|[t m] ts IH]; intros H; cbn; [reflexivity|].
  rewrite IH; [|intros u c I; apply H; right; exact I].
  f_equal. apply dot_ext. intros c. apply (H (t, m) c). left. reflexivity.
Qed.

Lemma taps_value_multiple (k : Z) (ts : list (tap K)) (x : signal R) o q :
  taps_value (map (fun t => (fst t, matrix_multiple K k (snd t))) ts) x o q = mul (integer k) (taps_value ts x o q).
Proof.
  induction ts as [|[t m] ts IH]; cbn [map fst snd Layers.taps_value]; [ring|]. rewrite IH, nth_multiple. ring.
Qed.

Lemma dot_taps_value (m : matrix K) (o : nat) (ts : list (tap K)) (x : signal R) (t : position) (s : list Z) q :
  dot (nth o m nil) (fun c => taps_value ts x c (scale s (shift q t)))
  = taps_value (map (fun u => (shift (scale s t) (fst u), matrix_times K m (snd u))) ts) x o (scale s q).
Proof.
  induction ts as [|[u l] ts IH]; cbn [map fst snd Layers.taps_value]; [apply dot_zero|].
  rewrite dot_add, IH, nth_matrix_times, dot_row_times. f_equal.
  apply dot_ext. intros c. apply dot_ext. intros a. rewrite scale_shift, <- shift_assoc. reflexivity.
Qed.

Definition constants (b : row K) (ts : list (tap K)) : parts K := map (fun t => (snd t, Combination b nil)) ts.

Lemma constants_samples (b : row K) (ts : list (tap K)) : parts_samples K (constants b ts) = nil.
Proof. induction ts as [|t ts IH]; [reflexivity|]. exact IH. Qed.

Definition composed_layer (outer inner : layer K) : layer K :=
  Layer (scale_strides (stride inner) (stride outer)) (divisor inner * divisor outer)
    (add_rows K (map (multiple K (divisor inner)) (bias outer)) (uncolumn K (parts_constant K (constants (bias inner) (taps outer)))))
    (flat_map (fun t => map (fun u => (shift (scale (stride inner) (fst t)) (fst u), matrix_times K (snd t) (snd u))) (taps inner))
      (taps outer)).

Lemma layers_of_taps (inner : layer K) (f : R) ts (y : signal R) (x : nat -> signal R) o q :
  taps_value ts (layer_value symbols f inner y) o q
  = mul f (add (parts_value symbols (constants (bias inner) ts) x o nil)
      (taps_value (flat_map (fun t => map (fun u => (shift (scale (stride inner) (fst t)) (fst u), matrix_times K (snd t) (snd u)))
        (taps inner)) ts) y o (scale (stride inner) q))).
Proof.
  induction ts as [|[t m] ts IH]; cbn [flat_map constants map parts_value fst snd Layers.taps_value]; [ring|].
  fold (constants (bias inner) ts). rewrite IH, taps_value_app, <- dot_taps_value.
  unfold layer_value, combination_value. cbn [constant samples samples_value].
  rewrite dot_mul, !dot_add, dot_zero. ring.
Qed.

Theorem composed_layer_value (outer inner : layer K) (f g : R) (y : signal R) o n :
  mul f (integer (divisor inner)) = one ->
  layer_value symbols g outer (layer_value symbols f inner y) o n
  = layer_value symbols (mul f g) (composed_layer outer inner) y o n.
Proof.
  intros F. unfold layer_value at 1 3. cbn [composed_layer stride bias taps].
  rewrite (layers_of_taps inner f (taps outer) y (fun _ => y)), parts_value_split, constants_samples, scale_scale.
  cbn [samples_value].
  rewrite at_channel_add, at_channel_multiple, at_channel_uncolumn by apply parts_constant_length.
  set (u := taps_value _ y o _). set (c := dot _ one_at).
  transitivity (mul g (add (mul (mul f (integer (divisor inner))) (at_channel (bias outer) o)) (mul f (add c u))));
    [rewrite F|]; ring.
Qed.

Definition added_layer (l m : layer K) : layer K :=
  Layer (stride l) (divisor l * divisor m)
    (add_rows K (map (multiple K (divisor m)) (bias l)) (map (multiple K (divisor l)) (bias m)))
    (map (fun t => (fst t, matrix_multiple K (divisor m) (snd t))) (taps l)
      ++ map (fun t => (fst t, matrix_multiple K (divisor l) (snd t))) (taps m)).

Theorem added_layer_value (l m : layer K) (f g : R) (y : signal R) o n :
  same_strides (stride m) (stride l) = true -> mul f (integer (divisor l)) = one -> mul g (integer (divisor m)) = one ->
  add (layer_value symbols f l y o n) (layer_value symbols g m y o n)
  = layer_value symbols (mul f g) (added_layer l m) y o n.
Proof.
  intros S F G. unfold layer_value, added_layer. cbn [stride bias taps].
  rewrite taps_value_app, !taps_value_multiple, at_channel_add, !at_channel_multiple, (same_strides_scale _ _ n S).
  set (u := add (at_channel (bias l) o) (taps_value (taps l) y o (scale (stride l) n))).
  set (v := add (at_channel (bias m) o) (taps_value (taps m) y o (scale (stride l) n))).
  transitivity (add (mul (mul g (integer (divisor m))) (mul f u)) (mul (mul f (integer (divisor l))) (mul g v)));
    [rewrite F, G|unfold u, v]; ring.
Qed.

Definition identity_layer (channels : nat) : layer K := Layer nil 1 nil [(nil, identity_matrix K nil channels)].

Lemma identity_layer_value (channels : nat) (y : signal R) o n :
  layer_value symbols one (identity_layer channels) y o n = if Nat.ltb o channels then y o n else zero.
Proof.
  unfold layer_value, identity_layer. cbn [stride bias taps Layers.taps_value scale].
  rewrite identity_matrix_dot, shift_nil_r. unfold Layers.at_channel. destruct o; cbn [nth_error]; ring.
Qed.
End Values.

Section Merging.
Context {K : coefficients}.

Fixpoint is_chain (N : net K) : bool :=
  match N with Input _ _ => true | Apply _ before => is_chain before | _ => false end.

Fixpoint source (N : net K) : net K :=
  match N with Apply _ before => source before | _ => N end.

Fixpoint chain_layer (N : net K) : layer K :=
  match N with
  | Input _ channels => identity_layer channels
  | Apply l before => composed_layer l (chain_layer before)
  | _ => identity_layer O
  end.

Lemma chain_value (N : net K) (R : ring) (symbols : positive -> R) (inverse : Z -> R) (x : nat -> signal R) :
  is_chain N = true -> invertible inverse (divisors N) ->
  exists f, mul f (integer (divisor (chain_layer N))) = one /\
    forall o q, run symbols inverse N x o q = layer_value symbols f (chain_layer N) (run symbols inverse (source N) x) o q.
Proof.
  pose proof (laws R) as L. induction N as [which channels|l N IH|w N IH|up N IH|N1 IH1 N2 IH2]; intros C V; try discriminate.
  - exists one. cbn [chain_layer identity_layer divisor]. rewrite integer_one. split; [apply (Rmul_1_l L)|].
    intros o q. cbn [source]. rewrite identity_layer_value. cbn [run]. destruct (Nat.ltb o channels); reflexivity.
  - destruct (IH C) as [f [F H]]; [intros d I; apply V; right; exact I|].
    exists (mul f (inverse (divisor l))). split.
    + cbn [chain_layer composed_layer divisor]. rewrite integer_mul.
      assert (I : mul (inverse (divisor l)) (integer (divisor l)) = one) by (apply V; left; reflexivity).
      rewrite (Rmul_comm L f), <- (Rmul_assoc L), (Rmul_assoc L f), F, (Rmul_1_l L). exact I.
    + intros o q. cbn [run source chain_layer]. rewrite <- composed_layer_value by exact F.
      unfold layer_value at 1 2. do 2 f_equal. apply taps_value_ext. intros t c _. apply H.
Qed.

Theorem every_chain_is_one_layer (N : net K) : is_chain N = true -> merges nil nil N (Apply (chain_layer N) (source N)).
Proof.
  intros C R symbols inverse V x _ o q _ _ _.
  destruct (chain_value N R symbols inverse x C) as [f [F H]]; [intros d I; apply V, in_or_app; auto|].
  rewrite H. cbn [run]. f_equal. apply (inverse_unique _ _ _ F). apply V, in_or_app. right. left. reflexivity.
Qed.

Theorem two_layers_are_one (which channels : nat) (inner outer : layer K) :
  exists l, merges nil nil (Apply outer (Apply inner (Input which channels))) (Apply l (Input which channels)).
Proof. eexists. exact (every_chain_is_one_layer (Apply outer (Apply inner (Input which channels))) eq_refl). Qed.

Theorem parallel_chains_are_one_layer (N1 N2 : net K) :
  is_chain N1 = true -> is_chain N2 = true -> source N2 = source N1 ->
  same_strides (stride (chain_layer N2)) (stride (chain_layer N1)) = true ->
  merges nil nil (Plus N1 N2) (Apply (added_layer (chain_layer N1) (chain_layer N2)) (source N1)).
Proof.
  intros C1 C2 S T R symbols inverse V x _ o q _ _ _. pose proof (laws R) as L.
  destruct (chain_value N1 R symbols inverse x C1) as [f [F H]]; [intros d I; apply V, in_or_app; left; apply in_or_app; auto|].
  destruct (chain_value N2 R symbols inverse x C2) as [g [G J]]; [intros d I; apply V, in_or_app; left; apply in_or_app; auto|].
  cbn [run]. rewrite H, J, S, (added_layer_value symbols _ _ f g _ o q T F G). f_equal.
  assert (P : mul (mul f g) (integer (divisor (added_layer (chain_layer N1) (chain_layer N2)))) = one).
  { cbn [added_layer divisor]. rewrite integer_mul, (Rmul_comm L f), <- (Rmul_assoc L), (Rmul_assoc L f), F, (Rmul_1_l L). exact G. }
  apply (inverse_unique _ _ _ P). apply V, in_or_app. right. left. reflexivity.
Qed.

Theorem spread_at_a_phase (up : list Z) (N : net K) (R : ring) (symbols : positive -> R) (inverse : Z -> R) x o n r :
  positive_strides up = true ->
  run symbols inverse (Spread up N) x o (shift (scale up n) r)
  = run symbols inverse N x (o * phases up + phase up r)%nat (shift n (floor up r)).
Proof.
  intros U. cbn [run]. rewrite (floor_shift up n r U), (phase_residue up _ r (residue_shift up n r U)). reflexivity.
Qed.
End Merging.

Section Borders.
Context {K : coefficients} {R : ring}.
Variable symbols : positive -> R.
Add Ring borders_ring : (laws R).

Definition mask (w : window) (y : signal R) : signal R := fun c q => if inside w q then y c q else zero.

Definition taps_inside (w : window) (q : position) (ts : list (tap K)) : list (tap K) :=
  filter (fun t => inside w (shift q (fst t))) ts.

Definition border_layer (w : window) (n : position) (l : layer K) : layer K :=
  Layer (stride l) (divisor l) (bias l) (taps_inside w (scale (stride l) n) (taps l)).

Theorem border_kernel_keeps_the_taps_inside (w : window) (outer : layer K) (factor : R) (y : signal R) o n :
  layer_value symbols factor outer (mask w y) o n = layer_value symbols factor (border_layer w n outer) y o n.
Proof.
  unfold layer_value, border_layer. cbn [stride bias taps]. do 2 f_equal.
  generalize (scale (stride outer) n) as q. intros q.
  induction (taps outer) as [|[t m] ts IH]; [reflexivity|].
  cbn [taps_value taps_inside filter fst]. unfold mask at 1. rewrite IH.
  destruct (inside w (shift q t)) eqn:I; cbn [taps_value].
  - reflexivity.
  - rewrite dot_zero. unfold taps_inside. ring.
Qed.

Theorem border_bias_is_masked_as_well (w : window) (inner outer : layer K) (f g : R) (x : signal R) o n :
  layer_value symbols g outer (mask w (layer_value symbols f inner x)) o n
  = layer_value symbols g (border_layer w n outer) (layer_value symbols f inner x) o n.
Proof. apply border_kernel_keeps_the_taps_inside. Qed.

Theorem interior_is_the_merged_layer (w : window) (outer : layer K) (factor : R) (y : signal R) o n :
  (forall t, In t (taps outer) -> inside w (shift (scale (stride outer) n) (fst t)) = true) ->
  layer_value symbols factor outer (mask w y) o n = layer_value symbols factor outer y o n.
Proof.
  intros H. unfold layer_value. do 2 f_equal. apply taps_value_ext.
  intros t c I. unfold mask. rewrite (H t I). reflexivity.
Qed.
End Borders.

Section Kinds.
Context {K : coefficients} {R : ring}.
Variable symbols : positive -> R.
Add Ring kinds_ring : (laws R).

Theorem identity_is_a_layer (channels : nat) (x : signal R) o n :
  (o < channels)%nat -> x o n = layer_value symbols one (identity_layer (K := K) channels) x o n.
Proof. intros L. rewrite identity_layer_value. apply Nat.ltb_lt in L. rewrite L. reflexivity. Qed.

Fixpoint diagonal (before : row K) (factors : row K) : matrix K :=
  match factors with
  | nil => nil
  | e :: factors' => (before ++ [e]) :: diagonal (before ++ [zero_entry K]) factors'
  end.

Definition scale_layer (factors shifts : row K) : layer K := Layer nil 1 shifts [(nil, diagonal nil factors)].

Theorem scale_and_shift_is_a_layer (factors shifts : row K) (x : signal R) o n :
  add (at_channel symbols shifts o) (mul (at_channel symbols factors o) (x o n))
  = layer_value symbols one (scale_layer factors shifts) x o n.
Proof.
  unfold layer_value, scale_layer. cbn [stride bias taps taps_value scale]. rewrite shift_nil_r.
  enough (D : forall fs before i, (forall f : nat -> R, dot symbols before f = zero) ->
    dot symbols (nth i (diagonal before fs) nil) (fun c => x c n)
    = mul (at_channel symbols fs i) (x (length before + i)%nat n)).
  { rewrite D; [|reflexivity]. cbn [length Nat.add]. ring. }
  clear factors. induction fs as [|e fs IH]; intros before i Z.
  - unfold at_channel. destruct i; cbn; ring.
  - destruct i as [|i]; cbn [diagonal nth].
    + rewrite dot_app, Z. unfold at_channel. cbn [nth_error dot]. ring.
    + rewrite IH.
      * rewrite app_length. cbn [length]. unfold at_channel. cbn [nth_error].
        replace (length before + 1 + i)%nat with (length before + S i)%nat by lia. reflexivity.
      * intros f. rewrite dot_app, Z. cbn [dot]. rewrite value_zero_entry. ring.
Qed.
End Kinds.

Section Uniqueness.
Context {K : coefficients} {R : ring}.
Variable symbols : positive -> R.
Add Ring uniqueness_ring : (laws R).

Definition row_entry (r : row K) (a : nat) : R := at_channel symbols r a.

Fixpoint kernel_entry (ts : list (tap K)) (o a : nat) (t : position) : R :=
  match ts with
  | nil => zero
  | (u, m) :: ts' =>
      add (if same_position u t then row_entry (nth o m nil) a else zero) (kernel_entry ts' o a t)
  end.

Definition impulse (a : nat) (t : position) : signal R :=
  fun c q => if Nat.eqb c a && same_position q t then one else zero.

Lemma dot_impulse (r : row K) (a : nat) (b : bool) :
  dot symbols r (fun c => if Nat.eqb c a && b then one else zero) = if b then row_entry r a else zero.
Proof.
  destruct b; [|rewrite (dot_ext symbols r _ (fun _ => zero)), dot_zero; [reflexivity|]; intros c; rewrite andb_false_r; reflexivity].
  rewrite (dot_ext symbols r _ (fun c => if Nat.eqb c a then one else zero)); [|intros c; rewrite andb_true_r; reflexivity].
  unfold row_entry, at_channel. revert a; induction r as [|e r IH]; intros [|a]; cbn [dot nth_error Nat.eqb]; try reflexivity.
  - change (add (mul (value K R symbols e) one) (dot symbols r (fun _ => zero)) = value K R symbols e).
    rewrite dot_zero. ring.
  - rewrite IH. ring.
Qed.

Lemma taps_value_impulse (ts : list (tap K)) o a t : taps_value symbols ts (impulse a t) o nil = kernel_entry ts o a t.
Proof.
  induction ts as [|[u m] ts IH]; cbn [taps_value kernel_entry]; [reflexivity|].
  rewrite IH. f_equal. unfold impulse. cbn [shift]. apply dot_impulse.
Qed.

Lemma scale_nil s : scale s nil = nil.
Proof. destruct s; reflexivity. Qed.

Lemma equal_values_have_equal_entries (channels : nat) (l m : layer K) (f g : R) o :
  (forall x : signal R, (forall c q, (channels <= c)%nat -> x c q = zero) ->
    layer_value symbols f l x o nil = layer_value symbols g m x o nil) ->
  mul f (at_channel symbols (bias l) o) = mul g (at_channel symbols (bias m) o) /\
  forall a t, (a < channels)%nat ->
    mul f (kernel_entry (taps l) o a t) = mul g (kernel_entry (taps m) o a t).
Proof.
  intros H.
  assert (B : mul f (at_channel symbols (bias l) o) = mul g (at_channel symbols (bias m) o)).
  { pose proof (H (fun _ _ => zero) (fun _ _ _ => eq_refl)) as E. unfold layer_value in E.
    rewrite !taps_value_zero in E by reflexivity.
    transitivity (mul f (add (at_channel symbols (bias l) o) zero)); [ring|].
    rewrite E. ring. }
  split; [exact B|]. intros a t A.
  assert (I : forall c q, (channels <= c)%nat -> impulse a t c q = zero).
  { intros c q C. unfold impulse. destruct (Nat.eqb_spec c a) as [->|_]; [lia|reflexivity]. }
  pose proof (H (impulse a t) I) as E. unfold layer_value in E.
  rewrite !scale_nil, !taps_value_impulse in E.
  transitivity (sub (mul f (add (at_channel symbols (bias l) o) (kernel_entry (taps l) o a t)))
                    (mul f (at_channel symbols (bias l) o))); [ring|].
  rewrite E, B. ring.
Qed.

Theorem equal_functions_have_equal_kernels (l m : layer K) (f g : R) :
  (forall x o n, layer_value symbols f l x o n = layer_value symbols g m x o n) ->
  (forall o, mul f (at_channel symbols (bias l) o) = mul g (at_channel symbols (bias m) o)) /\
  (forall o a t, mul f (kernel_entry (taps l) o a t) = mul g (kernel_entry (taps m) o a t)).
Proof.
  intros H. split; intros o.
  - apply (equal_values_have_equal_entries O). intros x _. apply H.
  - intros a t. apply (equal_values_have_equal_entries (S a)); [intros x _; apply H|lia].
Qed.
End Uniqueness.

Theorem the_merged_layer_is_unique {K : coefficients} (N : net K) (which channels : nat) (l m : layer K) :
  axes N = O ->
  merges nil nil N (Apply l (Input which channels)) -> merges nil nil N (Apply m (Input which channels)) ->
  forall (R : ring) (symbols : positive -> R) (inverse : Z -> R),
    invertible inverse (divisor l :: divisor m :: divisors N) ->
    forall o,
      mul (inverse (divisor l)) (at_channel symbols (bias l) o) = mul (inverse (divisor m)) (at_channel symbols (bias m) o) /\
      forall a t, (a < channels)%nat ->
        mul (inverse (divisor l)) (kernel_entry symbols (taps l) o a t)
        = mul (inverse (divisor m)) (kernel_entry symbols (taps m) o a t).
Proof.
  intros A L M R symbols inverse V o.
  assert (E : forall x : signal R, (forall c q, (channels <= c)%nat -> x c q = zero) ->
    layer_value symbols (inverse (divisor l)) l x o nil = layer_value symbols (inverse (divisor m)) m x o nil).
  { intros x Z.
    assert (H : forall k : layer K, merges nil nil N (Apply k (Input which channels)) -> In (divisor k) [divisor l; divisor m] ->
      layer_value symbols (inverse (divisor k)) k x o nil = run symbols inverse N (fun _ => x) o nil).
    { intros k H I. rewrite (H R symbols inverse).
      - cbn [run]. unfold layer_value. do 2 f_equal. apply taps_value_ext. intros t c _.
        destruct (Nat.ltb_spec c channels) as [B|B]; [reflexivity|apply Z; exact B].
      - intros d J. cbn [divisors] in J. apply in_app_or in J as [J|[<-|[]]]; apply V; cbn [In] in *; tauto.
      - intros i c q B. destruct i; discriminate.
      - rewrite A. apply le_n.
      - apply le_n.
      - reflexivity. }
    rewrite (H l L), (H m M); [reflexivity|right; left; reflexivity|left; reflexivity]. }
  exact (equal_values_have_equal_entries symbols channels l m _ _ o E).
Qed.
