From Coq Require Import Bool Lia List ZArith.

Local Open Scope Z_scope.

Definition position : Type := list Z.

Fixpoint shift (p q : position) : position :=
  match p, q with
  | nil, _ => q
  | _, nil => p
  | a :: p', b :: q' => (a + b) :: shift p' q'
  end.

Fixpoint scale (strides p : position) : position :=
  match strides, p with
  | nil, _ => p
  | _, nil => nil
  | s :: strides', a :: p' => (s * a) :: scale strides' p'
  end.

Fixpoint scale_strides (s t : list Z) : list Z :=
  match s, t with
  | nil, _ => t
  | _, nil => s
  | a :: s', b :: t' => (a * b) :: scale_strides s' t'
  end.

Lemma shift_nil_r p : shift p nil = p.
Proof. destruct p; reflexivity. Qed.

Lemma shift_assoc p q r : shift p (shift q r) = shift (shift p q) r.
Proof.
  revert q r; induction p as [|a p IH]; intros [|b q] [|c r]; cbn; try reflexivity.
  rewrite IH; f_equal; lia.
Qed.

Lemma scale_shift s p q : scale s (shift p q) = shift (scale s p) (scale s q).
Proof.
  revert p q; induction s as [|a s IH]; intros p q; [reflexivity|].
  destruct p as [|b p]; [reflexivity|]. destruct q as [|c q]; [reflexivity|].
  cbn. rewrite IH; f_equal; lia.
Qed.

Lemma scale_scale s t p : scale s (scale t p) = scale (scale_strides s t) p.
Proof.
  revert t p; induction s as [|a s IH]; intros [|b t] [|c p]; cbn; try reflexivity.
  rewrite IH; f_equal; lia.
Qed.

Fixpoint floor (up : list Z) (p : position) : position :=
  match p with
  | nil => nil
  | a :: p' => (a / hd 1 up) :: floor (tl up) p'
  end.

Fixpoint residue (up : list Z) (p : position) : position :=
  match up with
  | nil => nil
  | u :: up' => (hd 0 p mod u) :: residue up' (tl p)
  end.

Fixpoint same_strides (s t : list Z) : bool :=
  match s with
  | nil => forallb (Z.eqb 1) t
  | a :: s' => (a =? hd 1 t) && same_strides s' (tl t)
  end.

Lemma scale_ones t p : forallb (Z.eqb 1) t = true -> scale t p = p.
Proof.
  revert p; induction t as [|b t IH]; intros p H; [reflexivity|].
  cbn [forallb] in H. apply andb_prop in H as [E H]. apply Z.eqb_eq in E.
  destruct p as [|c p]; [reflexivity|]. cbn [scale]. rewrite (IH p H). f_equal. lia.
Qed.

Lemma same_strides_scale s t p : same_strides s t = true -> scale s p = scale t p.
Proof.
  revert t p; induction s as [|a s IH]; intros t p H; cbn [same_strides] in H.
  - symmetry. exact (scale_ones t p H).
  - apply andb_prop in H as [E H]. apply Z.eqb_eq in E.
    destruct p as [|c p]; [destruct t; reflexivity|].
    destruct t as [|b t]; cbn [hd tl scale] in *.
    + rewrite (IH nil p H). cbn [scale]. f_equal. lia.
    + rewrite (IH t p H). f_equal. lia.
Qed.

Lemma hd_shift p q : hd 0 (shift p q) = hd 0 p + hd 0 q.
Proof. destruct p, q; cbn [hd shift]; lia. Qed.
Lemma tl_shift p q : tl (shift p q) = shift (tl p) (tl q).
Proof. destruct p, q; cbn; rewrite ?shift_nil_r; reflexivity. Qed.
Lemma hd_scale s p : hd 0 (scale s p) = hd 1 s * hd 0 p.
Proof. destruct s as [|a s], p as [|b p]; cbn [hd scale]; lia. Qed.
Lemma tl_scale s p : tl (scale s p) = scale (tl s) (tl p).
Proof. destruct s as [|a s], p as [|b p]; cbn; try reflexivity. destruct s; reflexivity. Qed.

Definition positive_strides (s : list Z) : bool := forallb (Z.ltb 0) s.

Lemma floor_nil p : floor nil p = p.
Proof. induction p as [|a p IH]; [reflexivity|]. cbn [floor hd tl]. rewrite Z.div_1_r, IH. reflexivity. Qed.

Lemma floor_scale up p : positive_strides up = true -> floor up (scale up p) = p.
Proof.
  revert p; induction up as [|u up IH]; intros p H; [apply floor_nil|].
  apply andb_prop in H as [U H]. apply Z.ltb_lt in U. destruct p as [|a p]; [reflexivity|].
  cbn [scale floor hd tl]. rewrite (IH p H). f_equal. rewrite Z.mul_comm. apply Z.div_mul. lia.
Qed.

Lemma floor_shift up p q :
  positive_strides up = true -> floor up (shift (scale up p) q) = shift p (floor up q).
Proof.
  revert p q; induction up as [|u up IH]; intros p q H; [rewrite !floor_nil; reflexivity|].
  destruct p as [|a p]; [reflexivity|].
  destruct q as [|b q]; [rewrite shift_nil_r, (floor_scale _ _ H); reflexivity|].
  apply andb_prop in H as [U H]. apply Z.ltb_lt in U.
  cbn [scale shift floor hd tl]. rewrite (IH p q H). f_equal.
  rewrite Z.mul_comm, Z.add_comm, Z.div_add by lia. lia.
Qed.

Lemma floor_residue up p :
  positive_strides up = true -> (length up <= length p)%nat -> p = shift (scale up (floor up p)) (residue up p).
Proof.
  revert p; induction up as [|u up IH]; intros p H L; [cbn [scale residue]; rewrite floor_nil, shift_nil_r; reflexivity|].
  apply andb_prop in H as [U H]. apply Z.ltb_lt in U.
  destruct p as [|a p]; cbn [length] in L; [lia|].
  cbn [floor residue scale shift hd tl]. rewrite <- (IH p H) by lia. f_equal. apply Z.div_mod. lia.
Qed.

Lemma residue_shift up p q : positive_strides up = true -> residue up (shift (scale up p) q) = residue up q.
Proof.
  revert p q; induction up as [|u up IH]; intros p q H; [reflexivity|].
  apply andb_prop in H as [U H]. apply Z.ltb_lt in U. cbn [residue].
  rewrite hd_shift, tl_shift, hd_scale, tl_scale. cbn [hd tl]. rewrite (IH _ _ H). f_equal.
  rewrite Z.mul_comm, Z.add_comm. apply Z_mod_plus_full.
Qed.

Definition below_count (n : Z) : list Z := map Z.of_nat (seq 0 (Z.to_nat n)).

Fixpoint residues (up : list Z) : list position :=
  match up with
  | nil => [nil]
  | u :: up' => flat_map (fun r => map (fun a => a :: r) (below_count u)) (residues up')
  end.

Lemma residue_listed up p : positive_strides up = true -> In (residue up p) (residues up).
Proof.
  revert p; induction up as [|u up IH]; intros p H; [left; reflexivity|].
  apply andb_prop in H as [U H]. apply Z.ltb_lt in U.
  cbn [residue residues]. apply in_flat_map. exists (residue up (tl p)). split; [exact (IH _ H)|].
  apply in_map_iff. exists (hd 0 p mod u). split; [reflexivity|].
  pose proof (Z.mod_pos_bound (hd 0 p) u U). unfold below_count. apply in_map_iff.
  exists (Z.to_nat (hd 0 p mod u)). split; [apply Z2Nat.id; lia|]. apply in_seq. lia.
Qed.

Fixpoint quotient (s up : list Z) : list Z :=
  match s, up with
  | nil, _ => nil
  | _, nil => s
  | a :: s', u :: up' => (a / u) :: quotient s' up'
  end.

Fixpoint slower (up s : list Z) : list Z :=
  match up with
  | nil => nil
  | u :: up' => (u / Z.gcd u (hd 1 s)) :: slower up' (tl s)
  end.

Fixpoint common (s t : list Z) : list Z :=
  match s, t with
  | nil, _ => t
  | _, nil => s
  | a :: s', b :: t' => Z.lcm a b :: common s' t'
  end.

Fixpoint same_position (p q : position) : bool :=
  match p, q with
  | nil, nil => true
  | a :: p', b :: q' => (a =? b) && same_position p' q'
  | _, _ => false
  end.

Lemma same_position_eq p q : same_position p q = true -> p = q.
Proof.
  revert q; induction p as [|a p IH]; intros [|b q]; cbn; try discriminate; [reflexivity|].
  intros H. apply andb_prop in H as [E H]. apply Z.eqb_eq in E. rewrite (IH q H), E. reflexivity.
Qed.

Definition range : Type := (option Z * option Z)%type.
Definition window : Type := list range.
Definition anywhere : range := (None, None).

Definition at_least (low : option Z) (q : Z) : bool :=
  match low with None => true | Some a => a <=? q end.
Definition below (high : option Z) (q : Z) : bool :=
  match high with None => true | Some b => q <? b end.
Definition within (r : range) (q : Z) : bool := at_least (fst r) q && below (snd r) q.

Fixpoint inside (w : window) (q : position) : bool :=
  match w with
  | nil => true
  | r :: w' => within r (hd 0 q) && inside w' (tl q)
  end.

Lemma within_spec r q :
  within r q = true <->
  (match fst r with None => True | Some a => a <= q end) /\ (match snd r with None => True | Some b => q < b end).
Proof.
  unfold within, at_least, below. rewrite andb_true_iff.
  destruct r as [[a|] [b|]]; cbn; rewrite ?Z.leb_le, ?Z.ltb_lt; intuition.
Qed.

Definition image_range (s offset : Z) (r : range) : range :=
  if 0 <? s
  then (option_map (fun a => s * a + offset) (fst r), option_map (fun b => s * (b - 1) + offset + 1) (snd r))
  else anywhere.

Fixpoint image (s : list Z) (offset : position) (box : window) : window :=
  match box with
  | nil => nil
  | r :: box' => image_range (hd 1 s) (hd 0 offset) r :: image (tl s) (tl offset) box'
  end.

Lemma image_range_within s offset r q :
  within r q = true -> within (image_range s offset r) (s * q + offset) = true.
Proof.
  unfold image_range. rewrite within_spec. destruct (Z.ltb_spec 0 s) as [P|P].
  - rewrite within_spec. destruct r as [low high]; cbn [fst snd]; intros [A B]; split.
    + destruct low as [a|]; [cbn|exact I]. pose proof (Z.mul_le_mono_nonneg_l a q s). lia.
    + destruct high as [b|]; [cbn|exact I]. pose proof (Z.mul_le_mono_nonneg_l q (b - 1) s). lia.
  - reflexivity.
Qed.

Lemma image_inside s offset box n :
  inside box n = true -> inside (image s offset box) (shift (scale s n) offset) = true.
Proof.
  revert s offset n; induction box as [|r box IH]; intros s offset n; [reflexivity|].
  cbn. intros H. apply andb_prop in H as [A B].
  rewrite hd_shift, hd_scale, tl_shift, tl_scale.
  rewrite (image_range_within _ _ _ _ A), (IH _ _ _ B). reflexivity.
Qed.

Definition least (a b : option Z) : option Z :=
  match a, b with Some a, Some b => Some (Z.min a b) | _, _ => None end.
Definition greatest (a b : option Z) : option Z :=
  match a, b with Some a, Some b => Some (Z.max a b) | _, _ => None end.

Fixpoint hull (v w : window) : window :=
  match v, w with
  | r :: v', t :: w' => (least (fst r) (fst t), greatest (snd r) (snd t)) :: hull v' w'
  | _, _ => nil
  end.

Definition not_below (bound known : option Z) : bool :=
  match bound, known with None, _ => true | Some a, Some b => a <=? b | Some _, None => false end.
Definition not_above (bound known : option Z) : bool :=
  match bound, known with None, _ => true | Some a, Some b => b <=? a | Some _, None => false end.

Fixpoint subset (box w : window) : bool :=
  match w with
  | nil => true
  | r :: w' =>
      let b := hd anywhere box in
      not_below (fst r) (fst b) && not_above (snd r) (snd b) && subset (tl box) w'
  end.

Lemma hd_within box q : inside box q = true -> within (hd anywhere box) (hd 0 q) = true.
Proof. destruct box as [|r box]; [reflexivity|]. cbn. intros H. apply andb_prop in H as [A _]. exact A. Qed.
Lemma tl_inside box q : inside box q = true -> inside (tl box) (tl q) = true.
Proof. destruct box as [|r box]; [reflexivity|]. cbn. intros H. apply andb_prop in H as [_ B]. exact B. Qed.

Lemma subset_inside box w q : subset box w = true -> inside box q = true -> inside w q = true.
Proof.
  revert box q; induction w as [|r w IH]; intros box q S H; [reflexivity|].
  cbn in S. rewrite !andb_true_iff in S. destruct S as [[L U] S].
  cbn. rewrite (IH (tl box) (tl q) S (tl_inside _ _ H)), andb_true_r.
  pose proof (hd_within _ _ H) as W. rewrite within_spec in W. rewrite within_spec.
  destruct (hd anywhere box) as [[a|] [b|]], r as [[c|] [d|]]; cbn in *;
    rewrite ?Z.leb_le in *; try discriminate; intuition lia.
Qed.

Definition before (high low : option Z) : bool :=
  match high, low with Some b, Some a => b <=? a | _, _ => false end.

Fixpoint disjoint (box w : window) : bool :=
  match w with
  | nil => false
  | r :: w' =>
      let b := hd anywhere box in
      before (snd b) (fst r) || before (snd r) (fst b) || disjoint (tl box) w'
  end.

Lemma disjoint_inside box w q : disjoint box w = true -> inside box q = true -> inside w q = false.
Proof.
  revert box q; induction w as [|r w IH]; intros box q D H; [discriminate|].
  cbn in D. cbn. pose proof (hd_within _ _ H) as W. rewrite !orb_true_iff in D.
  destruct (within r (hd 0 q)) eqn:E; [|reflexivity]. cbn.
  destruct D as [D | D]; [exfalso | exact (IH _ _ D (tl_inside _ _ H))].
  rewrite within_spec in W, E.
  destruct (hd anywhere box) as [[a|] [b|]], r as [[c|] [d|]]; cbn in *;
    rewrite ?Z.leb_le in *; intuition (try discriminate; try lia).
Qed.

Fixpoint empty (w : window) : bool :=
  match w with nil => false | r :: w' => before (snd r) (fst r) || empty w' end.

Lemma empty_inside w q : empty w = true -> inside w q = false.
Proof.
  revert q; induction w as [|r w IH]; intros q E; [discriminate|].
  cbn in *. apply orb_true_iff in E as [E|E]; [|rewrite (IH _ E); apply andb_false_r].
  destruct (within r (hd 0 q)) eqn:W; [|reflexivity]. rewrite within_spec in W.
  destruct r as [[a|] [b|]]; cbn in *; rewrite ?Z.leb_le in *; try discriminate; lia.
Qed.

Definition meet (r t : range) : range :=
  (match fst r, fst t with Some a, Some b => Some (Z.max a b) | Some a, None => Some a | None, b => b end,
   match snd r, snd t with Some a, Some b => Some (Z.min a b) | Some a, None => Some a | None, b => b end).

Lemma meet_within r t q : within r q = true -> within t q = true -> within (meet r t) q = true.
Proof.
  rewrite !within_spec. destruct r as [[a|] [b|]], t as [[c|] [d|]]; cbn; intuition lia.
Qed.

Definition preimage_range (s offset : Z) (r : range) : range :=
  if 0 <? s
  then (option_map (fun a => - ((offset - a) / s)) (fst r), option_map (fun b => (b - 1 - offset) / s + 1) (snd r))
  else anywhere.

Lemma preimage_range_within s offset r q :
  within r (s * q + offset) = true -> within (preimage_range s offset r) q = true.
Proof.
  unfold preimage_range. rewrite within_spec. destruct (Z.ltb_spec 0 s) as [P|P]; [|reflexivity].
  rewrite within_spec. destruct r as [[a|] [b|]]; cbn; intros [A B]; split; try exact I.
  - enough (- q <= (offset - a) / s) by lia. apply Z.div_le_lower_bound; nia.
  - enough (q <= (b - 1 - offset) / s) by lia. apply Z.div_le_lower_bound; nia.
  - enough (- q <= (offset - a) / s) by lia. apply Z.div_le_lower_bound; nia.
  - enough (q <= (b - 1 - offset) / s) by lia. apply Z.div_le_lower_bound; nia.
Qed.

Fixpoint narrow (s : list Z) (offset : position) (support box : window) : window :=
  match support with
  | nil => box
  | r :: support' =>
      meet (hd anywhere box) (preimage_range (hd 1 s) (hd 0 offset) r)
        :: narrow (tl s) (tl offset) support' (tl box)
  end.

Lemma narrow_inside s offset support box q :
  inside box q = true -> inside support (shift (scale s q) offset) = true ->
  inside (narrow s offset support box) q = true.
Proof.
  revert s offset box q; induction support as [|r support IH]; intros s offset box q B H; [exact B|].
  cbn in *. apply andb_prop in H as [H T].
  rewrite hd_shift, hd_scale in H. rewrite tl_shift, tl_scale in T.
  rewrite (IH _ _ _ _ (tl_inside _ _ B) T), andb_true_r.
  apply meet_within; [exact (hd_within _ _ B) | exact (preimage_range_within _ _ _ _ H)].
Qed.

Record places : Type := Places {
  over : window;
  steps : list Z;
  start : position
}.

Definition at_place (b : places) (n : position) : position := shift (scale (steps b) n) (start b).

Definition extent_of (b : places) : window := image (steps b) (start b) (over b).

Definition moved (s : list Z) (offset : position) (b : places) : places :=
  Places (over b) (scale_strides s (steps b)) (shift (scale s (start b)) offset).

Lemma at_moved s offset b n : at_place (moved s offset b) n = shift (scale s (at_place b n)) offset.
Proof. unfold at_place, moved. cbn [steps start]. rewrite scale_shift, scale_scale, shift_assoc. reflexivity. Qed.

Lemma place_inside b n : inside (over b) n = true -> inside (extent_of b) (at_place b n) = true.
Proof. apply image_inside. Qed.

Definition hidden (s : list Z) (offset : position) (support : window) (b : places) (w : window) : bool :=
  let reads := narrow s offset support (over b) in
  empty reads || subset (image (steps b) (start b) reads) w.

Lemma hidden_inside s offset support b w n :
  hidden s offset support b w = true -> inside (over b) n = true ->
  inside support (shift (scale s n) offset) = true -> inside w (at_place b n) = true.
Proof.
  unfold hidden. intros H B S. pose proof (narrow_inside _ _ _ _ _ B S) as N.
  apply orb_true_iff in H as [E|E]; [rewrite (empty_inside _ _ E) in N; discriminate|].
  exact (subset_inside _ _ _ E (image_inside _ _ _ _ N)).
Qed.

Definition covers (c : places) (k : list Z) (offset : position) (b : places) : bool :=
  same_strides (scale_strides (steps c) k) (steps b)
  && same_position (shift (scale (steps c) offset) (start c)) (start b)
  && subset (image k offset (over b)) (over c).

Lemma covers_inside c k offset b n :
  covers c k offset b = true -> inside (over b) n = true -> inside (over c) (shift (scale k n) offset) = true.
Proof.
  unfold covers. rewrite !andb_true_iff. intros [_ S] B. exact (subset_inside _ _ _ S (image_inside _ _ _ _ B)).
Qed.

Lemma covers_place c k offset b n :
  covers c k offset b = true -> at_place b n = at_place c (shift (scale k n) offset).
Proof.
  unfold covers, at_place. rewrite !andb_true_iff. intros [[S T] _].
  rewrite <- (same_strides_scale _ _ n S), <- (same_position_eq _ _ T).
  rewrite scale_shift, scale_scale, shift_assoc. reflexivity.
Qed.

Definition slowed (up : list Z) (b : places) : places := Places (over b) (quotient (steps b) up) (floor up (start b)).

Definition divides (up : list Z) (b : places) : bool :=
  positive_strides up && same_strides (scale_strides up (quotient (steps b) up)) (steps b).

Lemma at_slowed up b n :
  divides up b = true ->
  floor up (at_place b n) = at_place (slowed up b) n /\ residue up (at_place b n) = residue up (start b).
Proof.
  unfold divides, at_place, slowed. cbn [steps start]. intros H. apply andb_prop in H as [U S].
  rewrite <- (same_strides_scale _ _ n S), <- scale_scale.
  split; [apply floor_shift; exact U|]. apply residue_shift. exact U.
Qed.
