From Coq Require Import Bool Lia List Ring ZArith.
From Convolemma Require Import Rings Positions Coefficients Layers.

Local Open Scope Z_scope.

Section Algebra.
Variable K : coefficients.

Fixpoint add_rows (r s : row K) : row K :=
  match r, s with
  | nil, _ => s
  | _, nil => r
  | e :: r', f :: s' => plus K e f :: add_rows r' s'
  end.

Fixpoint row_times (r : row K) (m : matrix K) : row K :=
  match r, m with
  | e :: r', s :: m' =>
      let rest := row_times r' m' in
      if is_null K e then rest else add_rows (map (times K e) s) rest
  | _, _ => nil
  end.

Fixpoint add_matrices (m n : matrix K) : matrix K :=
  match m, n with
  | nil, _ => n
  | _, nil => m
  | r :: m', s :: n' => add_rows r s :: add_matrices m' n'
  end.

Definition matrix_times (m n : matrix K) : matrix K := map (fun r => row_times r n) m.
Definition matrix_multiple (k : Z) (m : matrix K) : matrix K := map (map (multiple K k)) m.
Definition column (r : row K) : matrix K := map (fun e => [e]) r.
Definition zero_entry : entry K := multiple K 0 (identity_entry K).
Definition uncolumn (m : matrix K) : row K := map (hd zero_entry) m.

Fixpoint insert (t : tap K) (ts : list (tap K)) : list (tap K) :=
  match ts with
  | nil => [t]
  | u :: ts' => if same_position (fst t) (fst u) then (fst u, add_matrices (snd t) (snd u)) :: ts' else u :: insert t ts'
  end.

Definition collect (ts : list (tap K)) : list (tap K) := fold_right insert nil ts.
Definition tidy_row (r : row K) : row K := map (tidy K) r.
Definition tidy_taps (ts : list (tap K)) : list (tap K) := map (fun t => (fst t, map tidy_row (snd t))) ts.
Definition taps_multiple (k : Z) (ts : list (tap K)) : list (tap K) :=
  map (fun t => (fst t, matrix_multiple k (snd t))) ts.

Definition compose_tap (t : tap K) (inner : layer K) : list (tap K) :=
  map (fun u => (shift (scale (stride inner) (fst t)) (fst u), matrix_times (snd t) (snd u))) (taps inner).

Definition parts : Type := list (tap K * layer K).

Definition parts_taps (ps : parts) : list (tap K) := flat_map (fun p => compose_tap (fst p) (snd p)) ps.
Definition parts_bias (ps : parts) : matrix K :=
  fold_right (fun p m => add_matrices (matrix_times (snd (fst p)) (column (bias (snd p)))) m) nil ps.

Definition same_shape (s : list Z) (d : Z) (l : layer K) : bool := same_strides (stride l) s && (divisor l =? d).

Definition compose (outer : layer K) (s : list Z) (d : Z) (ps : parts) : option (layer K) :=
  if forallb (fun p => same_shape s d (snd p)) ps
  then Some (Layer (scale_strides s (stride outer)) (d * divisor outer)
               (tidy_row (add_rows (map (multiple K d) (bias outer)) (uncolumn (parts_bias ps))))
               (tidy_taps (collect (parts_taps ps))))
  else None.

Fixpoint all_parts (inner : tap K -> option (layer K)) (ts : list (tap K)) : option parts :=
  match ts with
  | nil => Some nil
  | t :: ts' =>
      match inner t, all_parts inner ts' with
      | Some l, Some ps => Some ((t, l) :: ps)
      | _, _ => None
      end
  end.

Definition restrict (channels : nat) (l : layer K) : layer K :=
  Layer (stride l) (divisor l) (bias l) (map (fun t => (fst t, map (firstn channels) (snd t))) (taps l)).

Fixpoint identity_matrix (before : row K) (channels : nat) : matrix K :=
  match channels with
  | O => nil
  | S channels' => (before ++ [identity_entry K]) :: identity_matrix (before ++ [zero_entry]) channels'
  end.

Definition identity_layer (channels : nat) : layer K := Layer nil 1 nil [(nil, identity_matrix nil channels)].

Fixpoint outline (N : net K) : list Z * Z :=
  match N with
  | Input _ => (nil, 1)
  | Apply l before => let '(s, d) := outline before in (scale_strides s (stride l), d * divisor l)
  | Inside _ before => outline before
  | Plus first second =>
      let '(s, d) := outline first in
      let '(_, e) := outline second in
      (s, if d =? e then d else d * e)
  end.

Definition add_layers (l m : layer K) : option (layer K) :=
  if same_strides (stride m) (stride l)
  then
    let '(a, b) := if divisor l =? divisor m then (1, 1) else (divisor m, divisor l) in
    Some (Layer (stride l) (if divisor l =? divisor m then divisor l else divisor l * divisor m)
            (tidy_row (add_rows (map (multiple K a) (bias l)) (map (multiple K b) (bias m))))
            (tidy_taps (collect (taps_multiple a (taps l) ++ taps_multiple b (taps m)))))
  else None.

Definition row_null (r : row K) : bool := forallb (fun e => is_null K (tidy K e)) r.
Definition taps_null (ts : list (tap K)) : bool := forallb (fun t => forallb row_null (snd t)) ts.

Definition masked (support : window) (box : places) (w : window) (l : layer K) : bool :=
  row_null (bias l) && forallb (fun t => implied (stride l) (fst t) support box w) (taps l).

Definition hull_of (s : list Z) (box : places) (ts : list (tap K)) : window :=
  match ts with
  | nil => nil
  | t :: ts' =>
      fold_right (fun u w => hull (extent_of (moved s (fst u) box)) w) (extent_of (moved s (fst t) box)) ts'
  end.

Variable support : window.

Fixpoint expand (N : net K) (box : places) : option (layer K) :=
  match N with
  | Input channels => Some (identity_layer channels)
  | Apply l (Input channels) => Some (restrict channels l)
  | Apply l before =>
      let found :=
        match expand before (anyplace (hull_of (stride l) box (taps l))) with
        | Some inner => Some (map (fun t => (t, inner)) (taps l))
        | None => all_parts (fun t => expand before (moved (stride l) (fst t) box)) (taps l)
        end in
      match found with
      | Some ps => compose l (fst (outline before)) (snd (outline before)) ps
      | None => None
      end
  | Inside w before =>
      if disjoint (extent_of box) w then let '(s, d) := outline before in Some (Layer s d nil nil)
      else
        match expand before box with
        | Some l => if subset (extent_of box) w || masked support box w l then Some l else None
        | None => None
        end
  | Plus first second =>
      match expand first box, expand second box with
      | Some l, Some m => add_layers l m
      | _, _ => None
      end
  end.

Definition same_layer (l m : layer K) : bool :=
  let a := divisor m in
  let b := - divisor l in
  same_strides (stride m) (stride l)
  && row_null (add_rows (map (multiple K a) (bias l)) (map (multiple K b) (bias m)))
  && taps_null (collect (taps_multiple a (taps l) ++ taps_multiple b (taps m))).

Definition check (outputs : window) (N : net K) (M : layer K) : bool :=
  match expand N (anyplace outputs) with Some l => same_layer l M | None => false end.
End Algebra.

Section Soundness.
Context {K : coefficients} {R : ring}.
Variable symbols : positive -> R.
Add Ring soundness_ring : (laws R).

Notation dot := (dot symbols).
Notation at_channel := (at_channel symbols).
Notation taps_value := (taps_value symbols).
Notation value_of := (value K R symbols).

Lemma dot_ext (r : row K) (f g : nat -> R) : (forall c, f c = g c) -> dot r f = dot r g.
Proof. revert f g; induction r as [|e r IH]; intros f g H; cbn; [reflexivity|]. rewrite H, (IH _ (fun c => g (S c))); auto. Qed.

Lemma dot_add (r : row K) (f g : nat -> R) : dot r (fun c => add (f c) (g c)) = add (dot r f) (dot r g).
Proof. revert f g; induction r as [|e r IH]; intros f g; cbn; [ring|]. rewrite (IH (fun c => f (S c)) (fun c => g (S c))). ring. Qed.

Lemma dot_mul (r : row K) (k : R) (f : nat -> R) : dot r (fun c => mul k (f c)) = mul k (dot r f).
Proof. revert f; induction r as [|e r IH]; intros f; cbn; [ring|]. rewrite (IH (fun c => f (S c))). ring. Qed.

Lemma dot_zero (r : row K) : dot r (fun _ => zero) = zero.
Proof. induction r as [|e r IH]; cbn; [reflexivity|]. rewrite IH. ring. Qed.

Lemma dot_add_rows (r s : row K) (f : nat -> R) : dot (add_rows K r s) f = add (dot r f) (dot s f).
Proof.
  revert s f; induction r as [|e r IH]; intros [|g s] f; cbn; try ring.
  rewrite value_plus, IH. ring.
Qed.

Lemma dot_times (e : entry K) (r : row K) (f : nat -> R) : dot (map (times K e) r) f = mul (value_of e) (dot r f).
Proof. revert f; induction r as [|g r IH]; intros f; cbn; [ring|]. rewrite value_times, IH. ring. Qed.

Lemma dot_multiple (k : Z) (r : row K) (f : nat -> R) : dot (map (multiple K k) r) f = mul (integer k) (dot r f).
Proof. revert f; induction r as [|g r IH]; intros f; cbn; [ring|]. rewrite value_multiple, IH. ring. Qed.

Lemma dot_tidy (r : row K) (f : nat -> R) : dot (tidy_row K r) f = dot r f.
Proof. revert f; induction r as [|g r IH]; intros f; cbn; [reflexivity|]. rewrite value_tidy. unfold tidy_row in IH. rewrite IH. reflexivity. Qed.

Lemma dot_null (r : row K) (f : nat -> R) : row_null K r = true -> dot r f = zero.
Proof.
  revert f; induction r as [|g r IH]; intros f H; cbn in *; [reflexivity|].
  apply andb_prop in H as [E H]. rewrite (IH _ H), <- (value_tidy K R symbols g), (value_null K R symbols _ E). ring.
Qed.

Lemma dot_app (r s : row K) (f : nat -> R) : dot (r ++ s) f = add (dot r f) (dot s (fun c => f (length r + c)%nat)).
Proof.
  revert f; induction r as [|e r IH]; intros f; [change (dot s f = add zero (dot s f)); ring|].
  cbn [app Layers.dot length Nat.add]. rewrite IH. ring.
Qed.

Lemma dot_row_times (r : row K) (m : matrix K) (f : nat -> R) :
  dot (row_times K r m) f = dot r (fun c => dot (nth c m nil) f).
Proof.
  revert m; induction r as [|e r IH]; intros [|s m]; cbn; try reflexivity.
  - rewrite dot_zero. ring.
  - destruct (is_null K e) eqn:E; [rewrite (value_null K R symbols e E)|rewrite dot_add_rows, dot_times]; rewrite IH; ring.
Qed.

Lemma nth_matrix_times (m n : matrix K) (o : nat) : nth o (matrix_times K m n) nil = row_times K (nth o m nil) n.
Proof. revert o; induction m as [|r m IH]; intros [|o]; cbn; auto. Qed.

Lemma nth_add_matrices (m n : matrix K) (o : nat) (f : nat -> R) :
  dot (nth o (add_matrices K m n) nil) f = add (dot (nth o m nil) f) (dot (nth o n nil) f).
Proof.
  revert n o; induction m as [|r m IH]; intros [|s n] [|o]; cbn [add_matrices nth]; cbn; try ring.
  - apply dot_add_rows.
  - apply IH.
Qed.

Lemma nth_multiple (k : Z) (m : matrix K) (o : nat) (f : nat -> R) :
  dot (nth o (matrix_multiple K k m) nil) f = mul (integer k) (dot (nth o m nil) f).
Proof. revert o; induction m as [|r m IH]; intros [|o]; cbn; try ring; [apply dot_multiple | apply IH]. Qed.

Lemma nth_tidy (m : matrix K) (o : nat) (f : nat -> R) : dot (nth o (map (tidy_row K) m) nil) f = dot (nth o m nil) f.
Proof. revert o; induction m as [|r m IH]; intros [|o]; cbn; try reflexivity; [apply dot_tidy | apply IH]. Qed.

Definition one_at : nat -> R := fun _ => one.

Lemma at_channel_column (b : row K) (o : nat) : at_channel b o = dot (nth o (column K b) nil) one_at.
Proof.
  unfold at_channel, column. revert o; induction b as [|e b IH]; intros [|o]; cbn; try reflexivity.
  - unfold one_at. ring.
  - apply IH.
Qed.

Lemma value_zero_entry : value_of (zero_entry K) = zero.
Proof. unfold zero_entry. rewrite value_multiple, integer_zero. ring. Qed.

Lemma at_channel_add (r s : row K) (o : nat) : at_channel (add_rows K r s) o = add (at_channel r o) (at_channel s o).
Proof.
  unfold at_channel. revert s o; induction r as [|e r IH]; intros [|f s] [|o]; cbn; try ring.
  - apply value_plus.
  - apply IH.
Qed.

Lemma at_channel_multiple (k : Z) (r : row K) (o : nat) :
  at_channel (map (multiple K k) r) o = mul (integer k) (at_channel r o).
Proof.
  unfold at_channel. revert o; induction r as [|e r IH]; intros [|o]; cbn; try ring; [apply value_multiple | apply IH].
Qed.

Lemma at_channel_tidy (r : row K) (o : nat) : at_channel (tidy_row K r) o = at_channel r o.
Proof.
  unfold at_channel. revert o; induction r as [|e r IH]; intros [|o]; cbn; try reflexivity; [apply value_tidy | apply IH].
Qed.

Lemma at_channel_null (r : row K) (o : nat) : row_null K r = true -> at_channel r o = zero.
Proof.
  unfold at_channel. revert o; induction r as [|e r IH]; intros [|o] H; cbn in *; try reflexivity;
    apply andb_prop in H as [E H].
  - rewrite <- (value_tidy K R symbols e). exact (value_null K R symbols _ E).
  - exact (IH o H).
Qed.

Lemma taps_value_app (ts us : list (tap K)) (x : signal R) o q :
  taps_value (ts ++ us) x o q = add (taps_value ts x o q) (taps_value us x o q).
Proof. induction ts as [|[t m] ts IH]; cbn; [ring|]. rewrite IH. ring. Qed.

Lemma taps_value_insert (t : tap K) (ts : list (tap K)) (x : signal R) o q :
  taps_value (insert K t ts) x o q = add (taps_value [t] x o q) (taps_value ts x o q).
Proof.
  destruct t as [t m]. induction ts as [|[u n] ts IH]; cbn [insert fst snd]; [cbn; ring|].
  destruct (same_position t u) eqn:E; cbn [Layers.taps_value] in *.
  - apply same_position_eq in E as ->. rewrite nth_add_matrices. ring.
  - rewrite IH. ring.
Qed.

Lemma taps_value_collect (ts : list (tap K)) (x : signal R) o q : taps_value (collect K ts) x o q = taps_value ts x o q.
Proof.
  induction ts as [|[t m] ts IH]; [reflexivity|].
  cbn [collect fold_right]. fold (collect K ts). rewrite taps_value_insert, IH. cbn. ring.
Qed.

Lemma taps_value_tidy (ts : list (tap K)) (x : signal R) o q : taps_value (tidy_taps K ts) x o q = taps_value ts x o q.
Proof.
  induction ts as [|[t m] ts IH]; cbn; [reflexivity|]. unfold tidy_taps in IH. rewrite IH, nth_tidy. reflexivity.
Qed.

Lemma taps_value_multiple (k : Z) (ts : list (tap K)) (x : signal R) o q :
  taps_value (taps_multiple K k ts) x o q = mul (integer k) (taps_value ts x o q).
Proof.
  induction ts as [|[t m] ts IH]; [cbn; ring|].
  change (taps_multiple K k ((t, m) :: ts)) with ((t, matrix_multiple K k m) :: taps_multiple K k ts).
  cbn [Layers.taps_value]. rewrite IH, nth_multiple. ring.
Qed.

Lemma taps_value_null (ts : list (tap K)) (x : signal R) o q : taps_null K ts = true -> taps_value ts x o q = zero.
Proof.
  induction ts as [|[t m] ts IH]; cbn; [reflexivity|]. intros H. apply andb_prop in H as [E H].
  rewrite (IH H). enough (N : row_null K (nth o m nil) = true) by (rewrite (dot_null _ _ N); ring).
  clear IH H. revert o; induction m as [|r m IHm]; intros [|o]; cbn in *; try reflexivity;
    apply andb_prop in E as [A B]; [exact A | exact (IHm B o)].
Qed.

Lemma taps_value_zero (ts : list (tap K)) (x : signal R) o q :
  (forall t c, In t ts -> x c (shift q (fst t)) = zero) -> taps_value ts x o q = zero.
Proof.
  induction ts as [|[t m] ts IH]; intros H; cbn; [reflexivity|].
  rewrite IH; [|intros u c I; apply H; right; exact I].
  rewrite (dot_ext _ _ (fun _ => zero)), dot_zero; [ring|].
  intros c. apply (H (t, m) c). left. reflexivity.
Qed.

Lemma taps_value_ext (ts : list (tap K)) (x y : signal R) o q :
  (forall t c, In t ts -> x c (shift q (fst t)) = y c (shift q (fst t))) -> taps_value ts x o q = taps_value ts y o q.
Proof.
  induction ts as [|[t m] ts IH]; intros H; cbn; [reflexivity|].
  rewrite IH; [|intros u c I; apply H; right; exact I].
  f_equal. apply dot_ext. intros c. apply (H (t, m) c). left. reflexivity.
Qed.

Lemma dot_taps_value (r : row K) (ts : list (tap K)) (x : signal R) (t : position) (s : list Z) (q : position) :
  dot r (fun c => taps_value ts x c (scale s (shift q t)))
  = taps_value (map (fun u => (shift (scale s t) (fst u), [row_times K r (snd u)])) ts) x 0 (scale s q).
Proof.
  induction ts as [|[u m] ts IH]; cbn [map fst snd Layers.taps_value nth].
  - apply dot_zero.
  - rewrite dot_add, IH, dot_row_times. f_equal.
    apply dot_ext. intros c. apply dot_ext. intros a.
    rewrite scale_shift, <- shift_assoc. reflexivity.
Qed.

Lemma taps_value_row (m : matrix K) (o : nat) (ts : list (tap K)) (x : signal R) (t : position) (s : list Z) q :
  taps_value (map (fun u => (shift (scale s t) (fst u), [row_times K (nth o m nil) (snd u)])) ts) x 0 q
  = taps_value (map (fun u => (shift (scale s t) (fst u), matrix_times K m (snd u))) ts) x o q.
Proof.
  induction ts as [|[u n] ts IH]; cbn [map fst snd Layers.taps_value nth]; [reflexivity|].
  rewrite IH, nth_matrix_times. reflexivity.
Qed.

Lemma inverse_unique (f g d : R) : mul f d = one -> mul g d = one -> f = g.
Proof.
  intros F G. transitivity (mul f (mul g d)); [rewrite G; ring|].
  transitivity (mul g (mul f d)); [ring|rewrite F; ring].
Qed.

Section Composition.
Variables (outer : layer K) (s : list Z) (d : Z) (factor1 factor2 : R) (x y : signal R).
Hypothesis factor1_inverts : mul factor1 (integer d) = one.

Definition part_holds (n : position) (p : tap K * layer K) : Prop :=
  forall c, y c (shift (scale (stride outer) n) (fst (fst p)))
            = layer_value symbols factor1 (snd p) x c (shift (scale (stride outer) n) (fst (fst p))).

Lemma parts_value (n : position) (o : nat) (ps : parts K) :
  (forall p, In p ps -> same_shape K s d (snd p) = true) ->
  (forall p, In p ps -> part_holds n p) ->
  taps_value (map fst ps) y o (scale (stride outer) n)
  = mul factor1 (add (dot (nth o (parts_bias K ps) nil) one_at)
                     (taps_value (parts_taps K ps) x o (scale s (scale (stride outer) n)))).
Proof.
  induction ps as [|[[t m] l] ps IH]; intros S H; cbn [map fst Layers.taps_value parts_bias fold_right].
  - destruct o; cbn; ring.
  - rewrite IH; [|intros p I; apply S; right; exact I|intros p I; apply H; right; exact I].
    fold (parts_bias K ps). rewrite nth_add_matrices. cbn [parts_taps flat_map fst snd].
    rewrite taps_value_app. fold (parts_taps K ps).
    pose proof (H (t, m, l) (or_introl eq_refl)) as Q. unfold part_holds in Q. cbn [fst snd] in Q.
    rewrite (dot_ext (nth o m nil) _ _ Q).
    unfold layer_value. rewrite dot_mul, dot_add, dot_taps_value, taps_value_row.
    rewrite nth_matrix_times, dot_row_times.
    rewrite (dot_ext (nth o m nil) (at_channel (bias l)) _ (at_channel_column (bias l))).
    unfold compose_tap. cbn [fst snd].
    pose proof (S (t, m, l) (or_introl eq_refl)) as E. unfold same_shape in E. apply andb_prop in E as [E _].
    cbn [snd] in E. rewrite (same_strides_scale _ _ (scale (stride outer) n) E). ring.
Qed.

Lemma at_channel_uncolumn (m : matrix K) (o : nat) :
  (forall i, (length (nth i m nil) <= 1)%nat) -> at_channel (uncolumn K m) o = dot (nth o m nil) one_at.
Proof.
  unfold at_channel, uncolumn. revert o; induction m as [|r m IH]; intros [|o] L; cbn; try reflexivity.
  - pose proof (L 0%nat) as L0. cbn in L0. destruct r as [|e [|f r]]; cbn in *; [|unfold one_at; ring|lia].
    apply value_zero_entry.
  - apply IH. intros i. exact (L (S i)).
Qed.

Lemma add_rows_length (r t : row K) : length (add_rows K r t) = Nat.max (length r) (length t).
Proof. revert t; induction r as [|e r IH]; intros [|f t]; cbn; auto. Qed.

Lemma row_times_length (r : row K) (m : matrix K) (n : nat) :
  (forall u, In u m -> (length u <= n)%nat) -> (length (row_times K r m) <= n)%nat.
Proof.
  revert m; induction r as [|e r IH]; intros [|u m] H; cbn; try lia.
  assert (L : (length (row_times K r m) <= n)%nat) by (apply IH; intros v I; apply H; right; exact I).
  destruct (is_null K e); [exact L|]. rewrite add_rows_length, map_length.
  pose proof (H u (or_introl eq_refl)). lia.
Qed.

Lemma parts_bias_length (ps : parts K) (i : nat) : (length (nth i (parts_bias K ps) nil) <= 1)%nat.
Proof.
  revert i; induction ps as [|[[t m] l] ps IH]; intros i; cbn [parts_bias fold_right fst snd]; [destruct i; cbn; lia|].
  fold (parts_bias K ps).
  assert (A : forall j, (length (nth j (matrix_times K m (column K (bias l))) nil) <= 1)%nat).
  { intros j. rewrite nth_matrix_times. apply row_times_length. intros u I.
    unfold column in I. apply in_map_iff in I as [e [<- _]]. cbn; lia. }
  revert i A IH. generalize (matrix_times K m (column K (bias l))) (parts_bias K ps). clear.
  intros a; induction a as [|r a IHa]; intros [|u b] i A B; cbn [add_matrices]; auto.
  destruct i as [|i]; cbn [nth].
  - rewrite add_rows_length. pose proof (A 0%nat) as A0. pose proof (B 0%nat) as B0. cbn [nth] in *. lia.
  - apply IHa; intros j; [exact (A (S j)) | exact (B (S j))].
Qed.

Lemma compose_value (l : layer K) (ps : parts K) (o : nat) (n : position) :
  compose K outer s d ps = Some l -> map fst ps = taps outer ->
  (forall p, In p ps -> part_holds n p) ->
  layer_value symbols factor2 outer y o n = layer_value symbols (mul factor1 factor2) l x o n.
Proof.
  unfold compose. destruct (forallb _ ps) eqn:S; [|discriminate]. intros [= <-] T H.
  rewrite forallb_forall in S. unfold layer_value. cbn [stride bias taps].
  rewrite taps_value_tidy, taps_value_collect, at_channel_tidy, at_channel_add, at_channel_multiple.
  rewrite at_channel_uncolumn; [|apply parts_bias_length].
  rewrite <- T, (parts_value n o ps S H), <- scale_scale.
  transitivity (mul factor2 (add (mul (mul factor1 (integer d)) (at_channel (bias outer) o))
    (mul factor1 (add (dot (nth o (parts_bias K ps) nil) one_at)
       (taps_value (parts_taps K ps) x o (scale s (scale (stride outer) n))))))); [rewrite factor1_inverts|]; ring.
Qed.
End Composition.

Variable inverse : Z -> R.
Variable support : window.
Variable x : signal R.
Hypothesis x_supported : supported support x.

Definition represents (N : net K) (box : places) (l : layer K) : Prop :=
  exists factor, mul factor (integer (divisor l)) = one /\
    forall o n, reaches box n -> run symbols inverse N x o n = layer_value symbols factor l x o n.

Lemma all_parts_spec (inner : tap K -> option (layer K)) ts ps :
  all_parts K inner ts = Some ps ->
  map fst ps = ts /\ forall t l, In (t, l) ps -> In t ts /\ inner t = Some l.
Proof.
  revert ps; induction ts as [|t ts IH]; intros ps; cbn.
  - intros [= <-]. split; [reflexivity|]. intros t l [].
  - destruct (inner t) as [l|] eqn:E; [|discriminate].
    destruct (all_parts K inner ts) as [qs|]; [|discriminate]. intros [= <-].
    destruct (IH qs eq_refl) as [A B]. split; [cbn; rewrite A; reflexivity|].
    intros u m [[= <- <-]|I]; [auto|]. destruct (B u m I). auto.
Qed.

Lemma hull_of_inside (s : list Z) (box : places) ts (t : tap K) n :
  In t ts -> reaches box n -> inside (hull_of K s box ts) (shift (scale s n) (fst t)) = true.
Proof.
  destruct ts as [|u ts]; [intros []|]. intros I B. cbn [hull_of].
  assert (H : forall v, v = t -> inside (extent_of (moved s (fst v) box)) (shift (scale s n) (fst t)) = true).
  { intros v ->. apply reaches_extent, reaches_moved. exact B. }
  destruct I as [->|I].
  - induction ts as [|v ts IH]; cbn [fold_right]; [auto|]. apply hull_inside. right. exact IH.
  - induction ts as [|v ts IH]; [destruct I|]. cbn [fold_right]. apply hull_inside.
    destruct I as [->|I]; [left; auto | right; exact (IH I)].
Qed.

Lemma factor_of (N : net K) : invertible inverse (divisors N) -> exists factor : R, mul factor (integer (snd (outline K N))) = one.
Proof.
  induction N as [channels|l N IH|w N IH|N1 IH1 N2 IH2]; cbn [outline divisors]; intros H.
  - exists one. cbn [snd]. rewrite integer_one. ring.
  - destruct (outline K N) as [s d]. destruct IH as [f F]; [intros e I; apply H; right; exact I|]. cbn in *.
    exists (mul f (inverse (divisor l))). rewrite integer_mul.
    transitivity (mul (mul f (integer d)) (mul (inverse (divisor l)) (integer (divisor l)))); [ring|].
    rewrite F, (H (divisor l)); [ring|left; reflexivity].
  - exact (IH H).
  - destruct IH1 as [f F]; [intros e I; apply H, in_or_app; auto|].
    destruct IH2 as [g G]; [intros e I; apply H, in_or_app; auto|].
    destruct (outline K N1) as [s d], (outline K N2) as [t e]. cbn in *.
    destruct (d =? e); [exists f; exact F|]. exists (mul f g). rewrite integer_mul.
    transitivity (mul (mul f (integer d)) (mul g (integer e))); [ring|]. rewrite F, G. ring.
Qed.

Lemma run_restrict (channels : nat) (l : layer K) o n factor :
  layer_value symbols factor l (fun c q => if Nat.ltb c channels then x c q else zero) o n
  = layer_value symbols factor (restrict K channels l) x o n.
Proof.
  unfold layer_value, restrict. cbn [stride bias taps]. do 2 f_equal.
  generalize (scale (stride l) n) as q. intros q.
  induction (taps l) as [|[t m] ts IH]; cbn [map fst snd Layers.taps_value]; [reflexivity|]. rewrite IH. f_equal.
  assert (E : nth o (map (firstn channels) m) nil = firstn channels (nth o m nil)).
  { clear IH. revert o; induction m as [|r m IHm]; intros [|o]; cbn; try (rewrite firstn_nil; reflexivity); auto. }
  transitivity (dot (firstn channels (nth o m nil)) (fun c => x c (shift q t))); [|f_equal; symmetry; exact E].
  generalize (nth o m nil). clear.
  enough (G : forall (r : row K) k (f : nat -> R),
    dot r (fun c => if Nat.ltb c k then f c else zero) = dot (firstn k r) f)
    by (intros r; exact (G r channels (fun c => x c (shift q t)))).
  induction r as [|e r IH]; intros [|k] f; cbn; try reflexivity.
  - rewrite dot_zero. ring.
  - rewrite <- (IH k (fun c => f (S c))). reflexivity.
Qed.

Lemma identity_matrix_dot (channels : nat) (o : nat) (f : nat -> R) :
  dot (nth o (identity_matrix K nil channels) nil) f = if Nat.ltb o channels then f o else zero.
Proof.
  enough (G : forall k before i, (forall g : nat -> R, dot before g = zero) ->
    dot (nth i (identity_matrix K before k) nil) f = if Nat.ltb i k then f (length before + i)%nat else zero).
  { rewrite G; [reflexivity|reflexivity]. }
  induction k as [|k IH]; intros before i Z; [destruct i; reflexivity|].
  destruct i as [|i]; cbn [identity_matrix nth].
  - rewrite dot_app, Z. cbn. rewrite value_identity. ring.
  - rewrite IH.
    + rewrite app_length. cbn [length]. change (Nat.ltb (S i) (S k)) with (Nat.ltb i k).
      destruct (Nat.ltb i k); [f_equal; lia | reflexivity].
    + intros g. rewrite dot_app, Z. cbn. rewrite value_zero_entry. ring.
Qed.

Lemma run_identity (channels : nat) o n :
  (if Nat.ltb o channels then x o n else zero) = layer_value symbols one (identity_layer K channels) x o n.
Proof.
  unfold layer_value, identity_layer. cbn [stride bias taps Layers.taps_value].
  rewrite identity_matrix_dot. cbn [scale]. rewrite shift_nil_r. unfold Layers.at_channel.
  destruct o; cbn [nth_error]; ring.
Qed.

Lemma add_layers_value (l m k : layer K) (f g : R) :
  add_layers K l m = Some k -> mul f (integer (divisor l)) = one -> mul g (integer (divisor m)) = one ->
  exists h, mul h (integer (divisor k)) = one /\
    forall o n, add (layer_value symbols f l x o n) (layer_value symbols g m x o n) = layer_value symbols h k x o n.
Proof.
  unfold add_layers. destruct (same_strides _ _) eqn:S; [|discriminate]. intros E F G.
  destruct (Z.eqb_spec (divisor l) (divisor m)) as [D|D]; injection E as <-; cbn [divisor].
  - exists f. split; [exact F|]. intros o n. unfold layer_value. cbn [stride bias taps].
    rewrite taps_value_tidy, taps_value_collect, taps_value_app, !taps_value_multiple.
    rewrite at_channel_tidy, at_channel_add, !at_channel_multiple, !integer_one.
    rewrite (same_strides_scale _ _ n S). rewrite D in F. rewrite (inverse_unique _ _ _ G F). ring.
  - exists (mul f g). split.
    + rewrite integer_mul. transitivity (mul (mul f (integer (divisor l))) (mul g (integer (divisor m)))); [ring|].
      rewrite F, G. ring.
    + intros o n. unfold layer_value. cbn [stride bias taps].
      rewrite taps_value_tidy, taps_value_collect, taps_value_app, !taps_value_multiple.
      rewrite at_channel_tidy, at_channel_add, !at_channel_multiple.
      rewrite (same_strides_scale _ _ n S).
      set (u := add (at_channel (bias l) o) (taps_value (taps l) x o (scale (stride l) n))).
      set (v := add (at_channel (bias m) o) (taps_value (taps m) x o (scale (stride l) n))).
      transitivity (add (mul (mul g (integer (divisor m))) (mul f u)) (mul (mul f (integer (divisor l))) (mul g v))).
      * rewrite F, G. ring.
      * unfold u, v. ring.
Qed.

Lemma masked_value (w : window) (box : places) (l : layer K) factor o n :
  masked K support box w l = true -> reaches box n -> inside w n = false ->
  layer_value symbols factor l x o n = zero.
Proof.
  unfold masked. intros H B W. apply andb_prop in H as [N H]. rewrite forallb_forall in H.
  unfold layer_value. rewrite (at_channel_null _ _ N), taps_value_zero; [ring|].
  intros t c I. apply x_supported.
  destruct (inside support _) eqn:E; [|reflexivity].
  rewrite (implied_inside _ _ _ _ _ _ (H t I) B E) in W. discriminate.
Qed.

Lemma expand_represents (N : net K) : forall box l,
  invertible inverse (divisors N) -> expand K support N box = Some l -> represents N box l.
Proof.
  induction N as [channels|outer N IH|w N IH|N1 IH1 N2 IH2]; intros box l V E.
  - injection E as <-. exists one. split; [cbn [identity_layer divisor]; rewrite integer_one; ring|].
    intros o n _. apply run_identity.
  - assert (G : forall ps factor, mul factor (integer (snd (outline K N))) = one ->
        map fst ps = taps outer ->
        (forall p, In p ps -> same_shape K (fst (outline K N)) (snd (outline K N)) (snd p) = true ->
           forall n, reaches box n -> part_holds outer factor x (run symbols inverse N x) n p) ->
        compose K outer (fst (outline K N)) (snd (outline K N)) ps = Some l ->
        represents (Apply outer N) box l).
    { intros ps factor F T H C. exists (mul factor (inverse (divisor outer))). split.
      - unfold compose in C. destruct (forallb _ ps); [|discriminate]. injection C as <-. cbn [divisor].
        rewrite integer_mul.
        transitivity (mul (mul factor (integer (snd (outline K N)))) (mul (inverse (divisor outer)) (integer (divisor outer)))); [ring|].
        rewrite F, (V (divisor outer)); [ring | left; reflexivity].
      - intros o n B. cbn [run]. apply (compose_value outer _ _ factor _ x _ F l ps o n C T).
        intros p I. apply (H p I); [|exact B].
        unfold compose in C. destruct (forallb _ ps) eqn:S; [|discriminate]. rewrite forallb_forall in S. exact (S p I). }
    assert (VN : invertible inverse (divisors N)) by (intros e I; apply V; right; exact I).
    destruct (factor_of N VN) as [factor F].
    assert (P : forall b inner, expand K support N b = Some inner ->
        same_shape K (fst (outline K N)) (snd (outline K N)) inner = true ->
        forall o q, reaches b q -> run symbols inverse N x o q = layer_value symbols factor inner x o q).
    { intros b inner X S o q B. destruct (IH b inner VN X) as [g [D Y]]. rewrite (Y o q B).
      unfold same_shape in S. apply andb_prop in S as [_ S]. apply Z.eqb_eq in S. rewrite S in D.
      rewrite (inverse_unique _ _ _ D F). reflexivity. }
    assert (Q : match
        match expand K support N (anyplace (hull_of K (stride outer) box (taps outer))) with
        | Some inner => Some (map (fun t => (t, inner)) (taps outer))
        | None => all_parts K (fun t => expand K support N (moved (stride outer) (fst t) box)) (taps outer)
        end with
      | Some ps => compose K outer (fst (outline K N)) (snd (outline K N)) ps
      | None => None
      end = Some l -> represents (Apply outer N) box l).
    { destruct (expand K support N (anyplace (hull_of K (stride outer) box (taps outer)))) as [inner|] eqn:X.
      - intros C. refine (G _ factor F _ _ C).
        + rewrite map_map. apply map_id.
        + intros p I S n B c. apply in_map_iff in I as [t [<- I]]. cbn [fst snd] in *.
          apply (P _ _ X S). apply reaches_anyplace, hull_of_inside; assumption.
      - destruct (all_parts K _ (taps outer)) as [ps|] eqn:A; [|discriminate]. intros C.
        destruct (all_parts_spec _ _ _ A) as [T H]. refine (G ps factor F T _ C).
        intros [t inner] I S n B c. cbn [fst snd] in *. destruct (H t inner I) as [_ Y].
        apply (P _ _ Y S). apply reaches_moved. exact B. }
    destruct N as [channels|l' N'|w' N'|N1 N2]; [|exact (Q E) ..].
    injection E as <-. exists (inverse (divisor outer)). split; [apply V; left; reflexivity|].
    intros o n _. cbn [run]. apply run_restrict.
  - cbn [expand] in E. destruct (disjoint (extent_of box) w) eqn:D.
    + destruct (outline K N) as [s d] eqn:O. injection E as <-.
      destruct (factor_of N V) as [f F]. rewrite O in F. exists f. split; [exact F|].
      intros o n B. cbn [run]. rewrite (disjoint_inside _ _ _ D (reaches_extent _ _ B)). unfold layer_value, Layers.at_channel. cbn.
      destruct o; cbn; ring.
    + destruct (expand K support N box) as [inner|] eqn:X; [|discriminate].
      destruct (subset (extent_of box) w || masked K support box w inner) eqn:S; [|discriminate]. injection E as <-.
      destruct (IH box inner V X) as [f [F Y]]. exists f. split; [exact F|].
      intros o n B. cbn [run]. destruct (inside w n) eqn:W; [exact (Y o n B)|].
      apply orb_true_iff in S as [S|S]; [rewrite (subset_inside _ _ _ S (reaches_extent _ _ B)) in W; discriminate|].
      symmetry. exact (masked_value w box inner f o n S B W).
  - cbn [expand] in E. destruct (expand K support N1 box) as [a|] eqn:A; [|discriminate].
    destruct (expand K support N2 box) as [b|] eqn:B; [|discriminate].
    destruct (IH1 box a) as [f [F X]]; [intros e I; apply V, in_or_app; auto | exact A |].
    destruct (IH2 box b) as [g [G Y]]; [intros e I; apply V, in_or_app; auto | exact B |].
    destruct (add_layers_value a b l f g E F G) as [h [H Z]]. exists h. split; [exact H|].
    intros o n I. cbn [run]. rewrite (X o n I), (Y o n I). apply Z.
Qed.

Lemma same_layer_value (l m : layer K) (f g : R) o n :
  same_layer K l m = true -> mul f (integer (divisor l)) = one -> mul g (integer (divisor m)) = one ->
  layer_value symbols f l x o n = layer_value symbols g m x o n.
Proof.
  unfold same_layer. intros H F G. apply andb_prop in H as [H T]. apply andb_prop in H as [D C].
  pose proof (at_channel_null _ o C) as C'. rewrite at_channel_add, !at_channel_multiple in C'.
  pose proof (taps_value_null _ x o (scale (stride l) n) T) as T'.
  rewrite taps_value_collect, taps_value_app, !taps_value_multiple in T'.
  rewrite (morph_opp (integer_morphism R) (divisor l)) in C', T'.
  unfold layer_value. rewrite (same_strides_scale _ _ n D).
  set (u := at_channel (bias l) o) in *. set (v := at_channel (bias m) o) in *.
  set (a := taps_value (taps l) x o (scale (stride l) n)) in *.
  set (b := taps_value (taps m) x o (scale (stride l) n)) in *.
  set (k := integer (divisor m)) in *. set (h := integer (divisor l)) in *.
  transitivity (mul (mul f g) (add (mul k u) (mul k a))).
  { transitivity (mul (mul g k) (mul f (add u a))); [rewrite G|]; ring. }
  transitivity (mul (mul f g) (add (mul h v) (mul h b))).
  { f_equal.
    transitivity (add (add (add (mul k u) (mul (opp h) v)) (add (mul k a) (mul (opp h) b))) (add (mul h v) (mul h b))).
    - ring.
    - rewrite C', T'. ring. }
  transitivity (mul (mul f h) (mul g (add v b))); [ring|]. rewrite F. ring.
Qed.
End Soundness.

Theorem check_sound {K : coefficients} (support outputs : window) (N : net K) (M : layer K) :
  check K support outputs N M = true -> merges support outputs N M.
Proof.
  unfold check. destruct (expand K support N (anyplace outputs)) as [l|] eqn:E; [|discriminate].
  intros H R symbols inverse V x S o n B.
  destruct (expand_represents symbols inverse support x S N (anyplace outputs) l) as [f [F Y]];
    [intros d I; apply V; right; exact I | exact E |].
  rewrite (Y o n (reaches_anyplace _ _ B)). exact (same_layer_value symbols x l M f _ o n H F (V _ (or_introl eq_refl))).
Qed.
