From Coq Require Import Bool Lia List Ring ZArith.
From Convolemma Require Import Rings Positions Coefficients Layers.

Local Open Scope Z_scope.

Record sample : Type := Sample {
  input : nat;
  rate : list Z;
  offset : position
}.

Definition same_sample (a b : sample) : bool :=
  same_position (offset a) (offset b) && Nat.eqb (input a) (input b) && same_strides (rate a) (rate b).

Definition carried_sample (k : list Z) (p : position) (a : sample) : sample :=
  Sample (input a) (scale_strides (rate a) k) (shift (scale (rate a) p) (offset a)).

Fixpoint every {A : Type} (skip wait : nat) (l : list A) : list A :=
  match l, wait with
  | nil, _ => nil
  | e :: l', O => e :: every skip skip l'
  | _ :: l', S wait' => every skip wait' l'
  end.

Section Algebra.
Variable K : coefficients.

Record combination : Type := Combination {
  constant : row K;
  samples : list (sample * matrix K)
}.

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

Fixpoint identity_matrix (before : row K) (channels : nat) : matrix K :=
  match channels with
  | O => nil
  | S channels' => (before ++ [identity_entry K]) :: identity_matrix (before ++ [zero_entry]) channels'
  end.

Definition row_null (r : row K) : bool := forallb (fun e => is_null K (tidy K e)) r.

Fixpoint insert (t : sample * matrix K) (ts : list (sample * matrix K)) : list (sample * matrix K) :=
  match ts with
  | nil => [t]
  | u :: ts' =>
      if same_sample (fst t) (fst u) then (fst u, add_matrices (snd t) (snd u)) :: ts' else u :: insert t ts'
  end.

Definition collect (ts : list (sample * matrix K)) : list (sample * matrix K) := fold_right insert nil ts.
Definition tidy_row (r : row K) : row K := map (tidy K) r.
Definition on_matrices (f : matrix K -> matrix K) (ts : list (sample * matrix K)) : list (sample * matrix K) :=
  map (fun t => (fst t, f (snd t))) ts.
Definition on_samples (f : sample -> sample) (ts : list (sample * matrix K)) : list (sample * matrix K) :=
  map (fun t => (f (fst t), snd t)) ts.
Definition samples_null (ts : list (sample * matrix K)) : bool := forallb (fun t => forallb row_null (snd t)) ts.

Definition carry (k : list Z) (p : position) (g : combination) : combination :=
  Combination (constant g) (on_samples (carried_sample k p) (samples g)).

Definition weigh (a : Z) (g : combination) (b : Z) (h : combination) : combination :=
  Combination
    (tidy_row (add_rows (map (multiple K a) (constant g)) (map (multiple K b) (constant h))))
    (on_matrices (map tidy_row)
      (collect (on_matrices (matrix_multiple a) (samples g) ++ on_matrices (matrix_multiple b) (samples h)))).

Definition is_nothing (g : combination) : bool := row_null (constant g) && samples_null (samples g).

Definition parts : Type := list (matrix K * combination).

Definition parts_samples (ps : parts) : list (sample * matrix K) :=
  flat_map (fun p => on_matrices (matrix_times (fst p)) (samples (snd p))) ps.
Definition parts_constant (ps : parts) : matrix K :=
  fold_right (fun p m => add_matrices (matrix_times (fst p) (column (constant (snd p)))) m) nil ps.

Definition compose (d : Z) (b : row K) (ps : parts) : combination :=
  Combination
    (tidy_row (add_rows (map (multiple K d) b) (uncolumn (parts_constant ps))))
    (on_matrices (map tidy_row) (collect (parts_samples ps))).
End Algebra.

Arguments Combination {K} constant samples.
Arguments constant {K} c.
Arguments samples {K} c.

Lemma every_nth {A : Type} (skip wait o : nat) (l : list A) (e : A) :
  nth o (every skip wait l) e = nth (wait + o * S skip) l e.
Proof.
  revert wait o; induction l as [|f l IH]; intros [|wait] o; cbn [every].
  - destruct o; cbn [nth]; [reflexivity|]. destruct (0 + S o * S skip)%nat; reflexivity.
  - destruct o; reflexivity.
  - destruct o as [|o]; [reflexivity|]. cbn [nth]. rewrite IH. reflexivity.
  - rewrite IH. reflexivity.
Qed.

Lemma every_nth_error {A : Type} (skip wait o : nat) (l : list A) :
  nth_error (every skip wait l) o = nth_error l (wait + o * S skip).
Proof.
  revert wait o; induction l as [|f l IH]; intros [|wait] o; cbn [every].
  - destruct o; cbn [nth_error]; [reflexivity|]. destruct (0 + S o * S skip)%nat; reflexivity.
  - destruct o; reflexivity.
  - destruct o as [|o]; [reflexivity|]. cbn [nth_error]. rewrite IH. reflexivity.
  - rewrite IH. reflexivity.
Qed.

Section Values.
Context {K : coefficients} {R : ring}.
Variable symbols : positive -> R.
Add Ring values_ring : (laws R).

Notation dot := (dot symbols).
Notation at_channel := (at_channel symbols).
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

Definition read (x : nat -> signal R) (n : position) (a : sample) (c : nat) : R :=
  x (input a) c (shift (scale (rate a) n) (offset a)).

Fixpoint samples_value (ts : list (sample * matrix K)) (x : nat -> signal R) (o : nat) (n : position) : R :=
  match ts with
  | nil => zero
  | (a, m) :: ts' => add (dot (nth o m nil) (read x n a)) (samples_value ts' x o n)
  end.

Definition combination_value (g : combination K) (x : nat -> signal R) (o : nat) (n : position) : R :=
  add (at_channel (constant g) o) (samples_value (samples g) x o n).

Lemma read_same x n a b : same_sample a b = true -> read x n a = read x n b.
Proof.
  unfold same_sample, read. intros H. apply andb_prop in H as [H S]. apply andb_prop in H as [O I].
  apply same_position_eq in O. apply Nat.eqb_eq in I. rewrite O, I, (same_strides_scale _ _ n S). reflexivity.
Qed.

Lemma read_carried x n k p a : read x n (carried_sample k p a) = read x (shift (scale k n) p) a.
Proof.
  unfold read, carried_sample. cbn [input rate offset]. rewrite <- scale_scale, scale_shift, shift_assoc. reflexivity.
Qed.

Lemma samples_value_app ts us x o n : samples_value (ts ++ us) x o n = add (samples_value ts x o n) (samples_value us x o n).
Proof. induction ts as [|[a m] ts IH]; cbn [app samples_value]; [ring|]. rewrite IH. ring. Qed.

Lemma samples_value_insert t ts x o n :
  samples_value (insert K t ts) x o n = add (samples_value [t] x o n) (samples_value ts x o n).
Proof.
  destruct t as [a m]. induction ts as [|[b l] ts IH]; cbn [insert fst snd]; [cbn [samples_value]; ring|].
  destruct (same_sample a b) eqn:E; cbn [samples_value] in *.
  - rewrite nth_add_matrices, (read_same x n a b E). ring.
  - rewrite IH. ring.
Qed.

Lemma samples_value_collect ts x o n : samples_value (collect K ts) x o n = samples_value ts x o n.
Proof.
  induction ts as [|[a m] ts IH]; [reflexivity|].
  cbn [collect fold_right]. fold (collect K ts). rewrite samples_value_insert, IH. cbn [samples_value]. ring.
Qed.

Lemma samples_value_tidy ts x o n : samples_value (on_matrices K (map (tidy_row K)) ts) x o n = samples_value ts x o n.
Proof.
  induction ts as [|[a m] ts IH]; [reflexivity|]. cbn [on_matrices map fst snd samples_value].
  unfold on_matrices in IH. rewrite IH, nth_tidy. reflexivity.
Qed.

Lemma samples_value_multiple k ts x o n :
  samples_value (on_matrices K (matrix_multiple K k) ts) x o n = mul (integer k) (samples_value ts x o n).
Proof.
  induction ts as [|[a m] ts IH]; cbn [on_matrices map fst snd samples_value]; [ring|].
  unfold on_matrices in IH. rewrite IH, nth_multiple. ring.
Qed.

Lemma samples_value_null ts x o n : samples_null K ts = true -> samples_value ts x o n = zero.
Proof.
  induction ts as [|[a m] ts IH]; [reflexivity|]. cbn [samples_null forallb snd samples_value]. intros H.
  apply andb_prop in H as [E H]. rewrite (IH H).
  enough (N : row_null K (nth o m nil) = true) by (rewrite (dot_null _ _ N); ring).
  clear IH H. revert o; induction m as [|r m IHm]; intros [|o]; cbn [nth forallb] in *; try reflexivity;
    apply andb_prop in E as [A B]; [exact A | exact (IHm B o)].
Qed.

Lemma samples_value_zero ts x o n :
  (forall t c, In t ts -> read x n (fst t) c = zero) -> samples_value ts x o n = zero.
Proof.
  induction ts as [|[a m] ts IH]; intros H; cbn [samples_value]; [reflexivity|].
  rewrite IH; [|intros t c I; apply H; right; exact I].
  rewrite (dot_ext _ _ (fun _ => zero)), dot_zero; [ring|]. intros c. apply (H (a, m) c). left. reflexivity.
Qed.

Lemma samples_value_carried k p ts x o n :
  samples_value (on_samples K (carried_sample k p) ts) x o n = samples_value ts x o (shift (scale k n) p).
Proof.
  induction ts as [|[a m] ts IH]; [reflexivity|]. cbn [on_samples map fst snd samples_value].
  unfold on_samples in IH. rewrite IH, read_carried. reflexivity.
Qed.

Lemma carry_value k p g x o n :
  combination_value (carry K k p g) x o n = combination_value g x o (shift (scale k n) p).
Proof. unfold combination_value, carry. cbn [constant samples]. rewrite samples_value_carried. reflexivity. Qed.

Lemma dot_samples_value (m : matrix K) (o : nat) ts x n :
  dot (nth o m nil) (fun c => samples_value ts x c n) = samples_value (on_matrices K (matrix_times K m) ts) x o n.
Proof.
  induction ts as [|[a l] ts IH]; cbn [on_matrices map fst snd samples_value]; [apply dot_zero|].
  unfold on_matrices in IH. rewrite dot_add, IH, nth_matrix_times, dot_row_times. reflexivity.
Qed.

Fixpoint parts_value (ps : parts K) (x : nat -> signal R) (o : nat) (n : position) : R :=
  match ps with
  | nil => zero
  | (m, g) :: ps' => add (dot (nth o m nil) (fun c => combination_value g x c n)) (parts_value ps' x o n)
  end.

Lemma parts_value_split ps x o n :
  parts_value ps x o n
  = add (dot (nth o (parts_constant K ps) nil) one_at) (samples_value (parts_samples K ps) x o n).
Proof.
  induction ps as [|[m g] ps IH]; cbn [parts_value parts_constant fold_right parts_samples flat_map fst snd].
  - destruct o; cbn; ring.
  - fold (parts_constant K ps) (parts_samples K ps). rewrite IH, nth_add_matrices, samples_value_app.
    unfold combination_value. rewrite dot_add, dot_samples_value, nth_matrix_times, dot_row_times.
    rewrite (dot_ext (nth o m nil) (at_channel (constant g)) _ (at_channel_column (constant g))). ring.
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

Lemma parts_constant_length (ps : parts K) (i : nat) : (length (nth i (parts_constant K ps) nil) <= 1)%nat.
Proof.
  revert i; induction ps as [|[m g] ps IH]; intros i; cbn [parts_constant fold_right fst snd]; [destruct i; cbn; lia|].
  fold (parts_constant K ps).
  assert (A : forall j, (length (nth j (matrix_times K m (column K (constant g))) nil) <= 1)%nat).
  { intros j. rewrite nth_matrix_times. apply row_times_length. intros u I.
    unfold column in I. apply in_map_iff in I as [e [<- _]]. cbn; lia. }
  revert i A IH. generalize (matrix_times K m (column K (constant g))) (parts_constant K ps). clear.
  intros a; induction a as [|r a IHa]; intros [|u b] i A B; cbn [add_matrices]; auto.
  destruct i as [|i]; cbn [nth].
  - rewrite add_rows_length. pose proof (A 0%nat) as A0. pose proof (B 0%nat) as B0. cbn [nth] in *. lia.
  - apply IHa; intros j; [exact (A (S j)) | exact (B (S j))].
Qed.

Lemma compose_value d b ps x o n :
  combination_value (compose K d b ps) x o n = add (mul (integer d) (at_channel b o)) (parts_value ps x o n).
Proof.
  unfold combination_value, compose. cbn [constant samples].
  rewrite samples_value_tidy, samples_value_collect, at_channel_tidy, at_channel_add, at_channel_multiple.
  rewrite at_channel_uncolumn; [|apply parts_constant_length]. rewrite parts_value_split. ring.
Qed.

Lemma weigh_value a g b h x o n :
  combination_value (weigh K a g b h) x o n
  = add (mul (integer a) (combination_value g x o n)) (mul (integer b) (combination_value h x o n)).
Proof.
  unfold combination_value, weigh. cbn [constant samples].
  rewrite samples_value_tidy, samples_value_collect, samples_value_app, !samples_value_multiple.
  rewrite at_channel_tidy, at_channel_add, !at_channel_multiple. ring.
Qed.

Lemma nothing_value g x o n : is_nothing K g = true -> combination_value g x o n = zero.
Proof.
  unfold is_nothing, combination_value. intros H. apply andb_prop in H as [C S].
  rewrite (at_channel_null _ o C), (samples_value_null _ x o n S). ring.
Qed.

Lemma inverse_unique (f g d : R) : mul f d = one -> mul g d = one -> f = g.
Proof.
  intros F G. transitivity (mul f (mul g d)); [rewrite G; ring|].
  transitivity (mul g (mul f d)); [ring|rewrite F; ring].
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

End Values.
