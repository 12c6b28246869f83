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

Lemma hd_shift p q : hd 0 (shift p q) = hd 0 p + hd 0 q.
Proof. destruct p, q; cbn [hd shift]; lia. Qed.
Lemma tl_shift p q : tl (shift p q) = shift (tl p) (tl q).
Proof. destruct p, q; cbn; rewrite ?shift_nil_r; reflexivity. Qed.
Lemma hd_scale s p : hd 0 (scale s p) = hd 1 s * hd 0 p.
Proof. destruct s as [|a s], p as [|b p]; cbn [hd scale]; lia. Qed.
Lemma tl_scale s p : tl (scale s p) = scale (tl s) (tl p).
Proof. destruct s as [|a s], p as [|b p]; cbn; try reflexivity. destruct s; reflexivity. Qed.

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

Lemma hull_inside v w q : inside v q = true \/ inside w q = true -> inside (hull v w) q = true.
Proof.
  revert w q; induction v as [|r v IH]; intros [|t w] q; try reflexivity.
  cbn. rewrite !andb_true_iff, !within_spec. intros H. split.
  - destruct r as [[a|] [b|]], t as [[c|] [d|]]; cbn in *; intuition lia.
  - apply IH. intuition.
Qed.

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

Record places : Type := Places { over : window; steps : list Z; start : position }.

Definition anyplace (w : window) : places := Places w nil nil.

Definition at_place (b : places) (n : position) : position := shift (scale (steps b) n) (start b).

Definition reaches (b : places) (q : position) : Prop := exists n, inside (over b) n = true /\ q = at_place b n.

Definition extent_of (b : places) : window := image (steps b) (start b) (over b).

Definition moved (s : list Z) (offset : position) (b : places) : places :=
  Places (over b) (scale_strides s (steps b)) (shift (scale s (start b)) offset).

Lemma at_moved s offset b n : at_place (moved s offset b) n = shift (scale s (at_place b n)) offset.
Proof. unfold at_place, moved. cbn [steps start]. rewrite scale_shift, scale_scale, shift_assoc. reflexivity. Qed.

Lemma reaches_moved s offset b q : reaches b q -> reaches (moved s offset b) (shift (scale s q) offset).
Proof. intros [n [I ->]]. exists n. split; [exact I|]. symmetry. apply at_moved. Qed.

Lemma reaches_extent b q : reaches b q -> inside (extent_of b) q = true.
Proof. intros [n [I ->]]. apply image_inside. exact I. Qed.

Lemma reaches_anyplace w q : inside w q = true -> reaches (anyplace w) q.
Proof. intros I. exists q. split; [exact I|]. unfold at_place. cbn. rewrite shift_nil_r. reflexivity. Qed.

Definition implied (s : list Z) (offset : position) (support : window) (b : places) (w : window) : bool :=
  let sample := moved s offset b in
  let reads := narrow (steps sample) (start sample) support (over b) in
  empty reads || subset (extent_of (Places reads (steps b) (start b))) w.

Lemma implied_inside s offset support b w q :
  implied s offset support b w = true ->
  reaches b q -> inside support (shift (scale s q) offset) = true -> inside w q = true.
Proof.
  unfold implied. intros I [n [B ->]] S. rewrite <- at_moved in S.
  pose proof (narrow_inside _ _ _ _ _ B S) as N. apply orb_true_iff in I as [E|E].
  - rewrite (empty_inside _ _ E) in N. discriminate.
  - refine (subset_inside _ _ _ E (image_inside _ _ _ _ _)). exact N.
Qed.
