From Coq Require Import Bool Lia List Ring ZArith.
From Convolemma Require Import Rings Positions Coefficients Layers Checker.

Local Open Scope Z_scope.

Section Merging.
Context {K : coefficients}.

Theorem expand_merges (support outputs : window) (N : net K) (l : layer K) :
  expand K support N (anyplace outputs) = Some l -> merges support outputs N l.
Proof.
  intros E R symbols inverse V x S o n B.
  destruct (expand_represents symbols inverse support x S N (anyplace outputs) l) as [f [F H]];
    [intros d I; apply V; right; exact I | exact E |].
  rewrite (H o n (reaches_anyplace _ _ B)). f_equal. exact (inverse_unique _ _ _ F (V _ (or_introl eq_refl))).
Qed.

Fixpoint is_chain (N : net K) : bool :=
  match N with Input _ => true | Apply _ before => is_chain before | _ => false end.

Lemma same_strides_refl s : same_strides s s = true.
Proof. induction s as [|a s IH]; [reflexivity|]. cbn. rewrite Z.eqb_refl. exact IH. Qed.

Lemma hull_of_nil (s : list Z) (ts : list (tap K)) : hull_of K s (anyplace nil) ts = nil.
Proof. destruct ts as [|t ts]; [reflexivity|]. induction ts as [|u ts IH]; [reflexivity|]. cbn in *. reflexivity. Qed.

Lemma compose_defined (outer inner : layer K) (s : list Z) (d : Z) :
  same_shape K s d inner = true ->
  exists l, compose K outer s d (map (fun t => (t, inner)) (taps outer)) = Some l /\
    stride l = scale_strides s (stride outer) /\ divisor l = d * divisor outer.
Proof.
  intros H. unfold compose.
  assert (A : forallb (fun p => same_shape K s d (snd p)) (map (fun t => (t, inner)) (taps outer)) = true).
  { apply forallb_forall. intros p I. apply in_map_iff in I as [t [<- _]]. exact H. }
  rewrite A. eexists. split; [reflexivity|]. split; reflexivity.
Qed.

Lemma chain_expands (N : net K) :
  is_chain N = true -> exists l, expand K nil N (anyplace nil) = Some l /\ same_shape K (fst (outline K N)) (snd (outline K N)) l = true.
Proof.
  induction N as [channels|outer N IH|w N IH|N1 IH1 N2 IH2]; intros C; try discriminate.
  - eexists. split; reflexivity.
  - destruct (IH C) as [inner [E S]].
    destruct (compose_defined outer inner _ _ S) as [l [A [B D]]].
    assert (H : same_shape K (fst (outline K (Apply outer N))) (snd (outline K (Apply outer N))) l = true).
    { unfold same_shape. rewrite B, D. cbn [outline].
      destruct (outline K N) as [s d]. cbn [fst snd]. rewrite same_strides_refl, Z.eqb_refl. reflexivity. }
    destruct N as [channels|l' N'|w' N'|N1 N2]; try discriminate.
    + eexists. split; [reflexivity|]. unfold same_shape. cbn [outline fst snd restrict stride divisor scale_strides].
      rewrite same_strides_refl, Z.mul_1_l, Z.eqb_refl. reflexivity.
    + exists l. split; [|exact H].
      change (match
          match expand K nil (Apply l' N') (anyplace (hull_of K (stride outer) (anyplace nil) (taps outer))) with
          | Some inner => Some (map (fun t => (t, inner)) (taps outer))
          | None => all_parts K (fun t => expand K nil (Apply l' N') (moved (stride outer) (fst t) (anyplace nil))) (taps outer)
          end with
        | Some ps => compose K outer (fst (outline K (Apply l' N'))) (snd (outline K (Apply l' N'))) ps
        | None => None
        end = Some l).
      rewrite hull_of_nil, E. exact A.
Qed.

Theorem every_chain_is_one_layer (N : net K) : is_chain N = true -> exists l, merges nil nil N l.
Proof. intros C. destruct (chain_expands N C) as [l [E _]]. exists l. exact (expand_merges _ _ _ _ E). Qed.

Theorem two_layers_are_one (channels : nat) (inner outer : layer K) :
  exists l, merges nil nil (Apply outer (Apply inner (Input channels))) l.
Proof. apply every_chain_is_one_layer. reflexivity. Qed.

Theorem parallel_chains_are_one_layer (N1 N2 : net K) :
  is_chain N1 = true -> is_chain N2 = true ->
  (forall l1 l2, expand K nil N1 (anyplace nil) = Some l1 -> expand K nil N2 (anyplace nil) = Some l2 -> same_strides (stride l2) (stride l1) = true) ->
  exists l, merges nil nil (Plus N1 N2) l.
Proof.
  intros C1 C2 S. destruct (chain_expands N1 C1) as [l1 [E1 _]]. destruct (chain_expands N2 C2) as [l2 [E2 _]].
  pose proof (S _ _ E1 E2) as T.
  assert (A : exists l, expand K nil (Plus N1 N2) (anyplace nil) = Some l).
  { cbn [expand]. rewrite E1, E2. unfold add_layers. rewrite T.
    destruct (divisor l1 =? divisor l2); eexists; reflexivity. }
  destruct A as [l A]. exists l. exact (expand_merges _ _ _ _ A).
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
  (o < channels)%nat -> x o n = layer_value symbols one (identity_layer K channels) x o n.
Proof.
  intros L. rewrite <- (run_identity symbols x channels o n). apply Nat.ltb_lt in L. rewrite L. reflexivity.
Qed.

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

Theorem equal_functions_have_equal_kernels (l m : layer K) (f g : R) :
  (forall x o n, layer_value symbols f l x o n = layer_value symbols g m x o n) ->
  (forall o, mul f (at_channel symbols (bias l) o) = mul g (at_channel symbols (bias m) o)) /\
  (forall o a t, mul f (kernel_entry (taps l) o a t) = mul g (kernel_entry (taps m) o a t)).
Proof.
  intros H.
  assert (B : forall o, mul f (at_channel symbols (bias l) o) = mul g (at_channel symbols (bias m) o)).
  { intros o. pose proof (H (fun _ _ => zero) o nil) as E. unfold layer_value in E.
    rewrite !taps_value_zero in E by reflexivity.
    transitivity (mul f (add (at_channel symbols (bias l) o) zero)); [ring|].
    rewrite E. ring. }
  split; [exact B|]. intros o a t.
  pose proof (H (impulse a t) o nil) as E. unfold layer_value in E.
  rewrite !scale_nil, !taps_value_impulse in E.
  transitivity (sub (mul f (add (at_channel symbols (bias l) o) (kernel_entry (taps l) o a t)))
                    (mul f (at_channel symbols (bias l) o))); [ring|].
  rewrite E, (B o). ring.
Qed.
End Uniqueness.

Theorem the_merged_layer_is_unique {K : coefficients} (N : net K) (l m : layer K) :
  merges nil nil N l -> merges nil nil N m ->
  forall (R : ring) (symbols : positive -> R) (inverse : Z -> R),
    invertible inverse (divisor l :: divisors N) -> invertible inverse (divisor m :: divisors N) ->
    forall o,
      mul (inverse (divisor l)) (at_channel symbols (bias l) o) = mul (inverse (divisor m)) (at_channel symbols (bias m) o) /\
      forall a t,
        mul (inverse (divisor l)) (kernel_entry symbols (taps l) o a t)
        = mul (inverse (divisor m)) (kernel_entry symbols (taps m) o a t).
Proof.
  intros L M R symbols inverse V W o.
  destruct (equal_functions_have_equal_kernels symbols l m (inverse (divisor l)) (inverse (divisor m))) as [B E].
  - intros x c n. assert (S : supported nil x) by (intros a q; discriminate).
    rewrite <- (L R symbols inverse V x S c n eq_refl). exact (M R symbols inverse W x S c n eq_refl).
  - split; [apply B | intros; apply E].
Qed.
