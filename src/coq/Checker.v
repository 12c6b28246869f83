From Coq Require Import Bool Lia List Ring ZArith.
From Convolemma Require Import Rings Positions Coefficients Layers Combinations.

Local Open Scope Z_scope.

Record ask : Type := Ask {
  place : places;
  skip : nat;
  from : nat
}.

Definition whole (b : places) : ask := Ask b O O.
Definition asked (a : ask) (o : nat) : nat := (from a + o * S (skip a))%nat.
Definition select {A : Type} (a : ask) (l : list A) : list A := every (skip a) (from a) l.

Fixpoint along {A B C : Type} (f : A -> B -> C) (l : list A) (m : list B) : list C :=
  match l, m with
  | a :: l', b :: m' => f a b :: along f l' m'
  | _, _ => nil
  end.

Section Expansion.
Variable K : coefficients.

Fixpoint denominator (N : net K) : Z :=
  match N with
  | Input _ _ => 1
  | Apply l before => denominator before * divisor l
  | Inside _ before => denominator before
  | Spread _ before => denominator before
  | Plus first second =>
      let d := denominator first in
      let e := denominator second in
      if d =? e then d else d * e
  end.

Fixpoint period (N : net K) : list Z :=
  match N with
  | Input _ _ => nil
  | Apply l before => slower (period before) (stride l)
  | Inside _ before => period before
  | Spread up before => scale_strides up (period before)
  | Plus first second => common (period first) (period second)
  end.

Definition answer : Type := option (combination K).
Definition expansion : Type := list ask -> list answer.

Fixpoint search (known : list (places * answer)) (k : list Z) (p : position) (b : places) : answer :=
  match known with
  | nil => None
  | (c, Some g) :: known' => if covers c k p b then Some (carry K k p g) else search known' k p b
  | (_, None) :: known' => search known' k p b
  end.

Fixpoint gather (r : position) (w : window) (cs : list (position * window)) : list (position * window) :=
  match cs with
  | nil => [(r, w)]
  | (s, v) :: cs' => if same_position r s then (s, hull w v) :: cs' else (s, v) :: gather r w cs'
  end.

Definition classes (p : list Z) (bs : list places) : list places :=
  map (fun c => Places (snd c) p (fst c))
    (fold_right (fun b => gather (residue p (start b)) (extent_of (slowed p b))) nil bs).

Definition answers (expand : expansion) (bs : list places) : list (places * answer) :=
  match bs with
  | nil => nil
  | _ => combine bs (expand (map whole bs))
  end.

Definition in_class (p : list Z) (shared : list (places * answer)) (b : places) : answer :=
  search shared (quotient (steps b) p) (floor p (start b)) b.

Definition is_open (r : answer) : bool := match r with None => true | Some _ => false end.

Definition solve (expand : expansion) (p : list Z) (bs : list places) : places -> answer :=
  let shared := answers expand (classes p bs) in
  let alone := answers expand (filter (fun b => is_open (in_class p shared b)) bs) in
  fun b =>
    match in_class p shared b with
    | None => search alone nil nil b
    | found => found
    end.

Fixpoint all_parts (solution : places -> answer) (s : list Z) (b : places) (ts : list (tap K)) : option (parts K) :=
  match ts with
  | nil => Some nil
  | t :: ts' =>
      match solution (moved s (fst t) b), all_parts solution s b ts' with
      | Some g, Some ps => Some ((snd t, g) :: ps)
      | _, _ => None
      end
  end.

Definition is_active (t : tap K) : bool := negb (forallb (row_null K) (snd t)).

Definition picked (a : ask) (l : layer K) : layer K :=
  Layer (stride l) (divisor l) (select a (bias l))
    (filter is_active (map (fun t => (fst t, select a (snd t))) (taps l))).

Definition reads (job : places * layer K) : list places :=
  map (fun t => moved (stride (snd job)) (fst t) (fst job)) (taps (snd job)).

Definition composed (d : Z) (solution : places -> answer) (job : places * layer K) : answer :=
  let '(b, l) := job in
  match all_parts solution (stride l) b (taps l) with
  | Some ps => Some (compose K d (bias l) ps)
  | None => None
  end.

Definition apply_layer (d : Z) (p : list Z) (expand : expansion) (l : layer K) (asks : list ask) : list answer :=
  let jobs := map (fun a => (place a, picked a l)) asks in
  let solution := solve expand p (flat_map reads jobs) in
  map (composed d solution) jobs.

Definition direct (which channels : nat) (l : layer K) (a : ask) : answer :=
  let '(Layer s _ b ts) := picked a l in
  Some (Combination b
    (map (fun t => let c := moved s (fst t) (place a) in (Sample which (steps c) (start c), map (firstn channels) (snd t)))
      ts)).

Definition sampled (which channels : nat) (a : ask) : answer :=
  let b := place a in
  Some (Combination nil [(Sample which (steps b) (start b), select a (identity_matrix K nil channels))]).

Definition spread_ask (up : list Z) (a : ask) : ask :=
  Ask (slowed up (place a)) (S (skip a) * phases up - 1) (from a * phases up + phase up (start (place a))).

Definition if_divides (up : list Z) (a : ask) (r : answer) : answer := if divides up (place a) then r else None.

Definition joined (d e : Z) (r s : answer) : answer :=
  match r, s with
  | Some g, Some h => Some (if d =? e then weigh K 1 g 1 h else weigh K e g d h)
  | _, _ => None
  end.

Definition is_outside (w : window) (a : ask) : bool := disjoint (extent_of (place a)) w.

Variable support : list window.

Definition masked (b : places) (w : window) (g : combination K) : bool :=
  row_null K (constant g)
  && forallb (fun t => hidden (rate (fst t)) (offset (fst t)) (nth (input (fst t)) support nil) b w) (samples g).

Definition windowed (w : window) (a : ask) (r : answer) : answer :=
  match r with
  | Some g => if subset (extent_of (place a)) w || masked (place a) w g then Some g else None
  | None => None
  end.

Fixpoint weave (w : window) (asks : list ask) (rs : list answer) : list answer :=
  match asks with
  | nil => nil
  | a :: asks' =>
      if is_outside w a then Some (Combination nil nil) :: weave w asks' rs
      else
        match rs with
        | nil => None :: weave w asks' nil
        | r :: rs' => windowed w a r :: weave w asks' rs'
        end
  end.

Fixpoint expand (N : net K) (asks : list ask) : list answer :=
  match N with
  | Input which channels => map (sampled which channels) asks
  | Apply l (Input which channels) => map (direct which channels l) asks
  | Apply l before => apply_layer (denominator before) (period before) (expand before) l asks
  | Inside w before => weave w asks (expand before (filter (fun a => negb (is_outside w a)) asks))
  | Spread up before => along (if_divides up) asks (expand before (map (spread_ask up) asks))
  | Plus first second => along (joined (denominator first) (denominator second)) (expand first asks) (expand second asks)
  end.

Fixpoint all_same (d e : Z) (rs ss : list answer) : bool :=
  match rs, ss with
  | nil, nil => true
  | Some g :: rs', Some h :: ss' => is_nothing K (weigh K e g (- d) h) && all_same d e rs' ss'
  | _, _ => false
  end.

Definition class_ask (outputs : window) (p : list Z) (r : position) : ask := whole (Places (narrow p r outputs nil) p r).
Definition is_asked (a : ask) : bool := negb (empty (over (place a))).

Definition check (outputs : window) (N M : net K) : bool :=
  let p := common (period N) (period M) in
  let asks := filter is_asked (map (class_ask outputs p) (residues p)) in
  positive_strides p && Nat.leb (length p) (Nat.max (axes N) (axes M))
  && all_same (denominator N) (denominator M) (expand N asks) (expand M asks).
End Expansion.

Lemma select_nth {A : Type} (a : ask) (l : list A) o e : nth o (select a l) e = nth (asked a o) l e.
Proof. apply every_nth. Qed.

Lemma asked_whole b o : asked (whole b) o = o.
Proof. unfold asked. cbn [from skip whole]. lia. Qed.

Lemma phases_positive up : positive_strides up = true -> (1 <= phases up)%nat.
Proof.
  induction up as [|u up IH]; intros H; cbn [phases]; [lia|]. apply andb_prop in H as [U H]. apply Z.ltb_lt in U.
  pose proof (IH H). assert (1 <= Z.to_nat u)%nat by lia. nia.
Qed.

Lemma phase_residue up p q : residue up p = residue up q -> phase up p = phase up q.
Proof.
  revert p q; induction up as [|u up IH]; intros p q E; [reflexivity|]. cbn [residue] in E.
  injection E as A B. cbn [phase]. rewrite A, (IH _ _ B). reflexivity.
Qed.

Lemma asked_spread up a o :
  positive_strides up = true ->
  asked (spread_ask up a) o = (asked a o * phases up + phase up (start (place a)))%nat.
Proof.
  intros H. pose proof (phases_positive up H). unfold asked, spread_ask. cbn [from skip].
  replace (S (S (skip a) * phases up - 1)) with (S (skip a) * phases up)%nat by nia.
  rewrite Nat.mul_add_distr_r, Nat.mul_assoc. lia.
Qed.

Section Soundness.
Context {K : coefficients} {R : ring}.
Variable symbols : positive -> R.
Add Ring soundness_ring : (laws R).

Variable inverse : Z -> R.
Variable support : list window.
Variable x : nat -> signal R.
Hypothesis x_supported : supported support x.

Notation run := (run symbols inverse).
Notation combination_value := (combination_value symbols).
Notation expand := (expand K support).

Definition represents (N : net K) (a : ask) (g : combination K) : Prop :=
  forall factor, mul factor (integer (denominator K N)) = one ->
  forall o n, inside (over (place a)) n = true ->
  run N x (asked a o) (at_place (place a) n) = mul factor (combination_value g x o n).

Definition answered (N : net K) (a : ask) (r : answer K) : Prop := forall g, r = Some g -> represents N a g.

Lemma factor_of (N : net K) :
  invertible inverse (divisors N) -> exists factor : R, mul factor (integer (denominator K N)) = one.
Proof.
  induction N as [which channels|l N IH|w N IH|up N IH|N1 IH1 N2 IH2]; cbn [denominator divisors]; intros H;
    [|destruct IH as [f F]; [intros e I; apply H; right; exact I|]|exact (IH H)|exact (IH H)|].
  - exists one. rewrite integer_one. ring.
  - exists (mul f (inverse (divisor l))). rewrite integer_mul.
    transitivity (mul (mul f (integer (denominator K N))) (mul (inverse (divisor l)) (integer (divisor l)))); [ring|].
    rewrite F, (H (divisor l)); [ring|left; reflexivity].
  - destruct IH1 as [f F]; [intros e I; apply H, in_or_app; auto|].
    destruct IH2 as [g G]; [intros e I; apply H, in_or_app; auto|].
    destruct (_ =? _); [exists f; exact F|]. exists (mul f g). rewrite integer_mul.
    transitivity (mul (mul f (integer (denominator K N1))) (mul g (integer (denominator K N2)))); [ring|].
    rewrite F, G. ring.
Qed.

Lemma map_answered N (f : ask -> answer K) asks : (forall a, answered N a (f a)) -> Forall2 (answered N) asks (map f asks).
Proof. intros H. induction asks as [|a asks IH]; cbn [map]; constructor; auto. Qed.

Definition right_answers (N : net K) (known : list (places * answer K)) : Prop :=
  forall c r, In (c, r) known -> answered N (whole c) r.

Lemma search_answered N known k p b : right_answers N known -> answered N (whole b) (search K known k p b).
Proof.
  intros H g. induction known as [|[c [h|]] known IH]; cbn [search]; [discriminate| |].
  - destruct (covers c k p b) eqn:C.
    + intros [= <-] factor F o n B. rewrite asked_whole, carry_value. cbn [place whole] in *.
      rewrite (covers_place _ _ _ _ _ C).
      pose proof (H c (Some h) (or_introl eq_refl) h eq_refl factor F o _ (covers_inside _ _ _ _ _ C B)) as E.
      rewrite asked_whole in E. exact E.
    + apply IH. intros d r I. apply H. right. exact I.
  - apply IH. intros d r I. apply H. right. exact I.
Qed.

Lemma answers_right N (expand : expansion K) bs :
  (forall asks, Forall2 (answered N) asks (expand asks)) -> right_answers N (answers K expand bs).
Proof.
  intros H c r I. unfold answers in I. destruct bs as [|b bs]; [destruct I|].
  pose proof (H (map whole (b :: bs))) as F. revert F I. generalize (expand (map whole (b :: bs))). generalize (b :: bs). clear.
  intros bs; induction bs as [|b bs IH]; intros [|s rs] F I; cbn [map combine] in F, I;
    try (destruct I; fail).
  inversion F as [|? ? ? ? A B]; subst.
  destruct I as [I|I]; [injection I as <- <-; exact A | exact (IH rs B I)].
Qed.

Lemma solve_answered N (expand : expansion K) p bs b :
  (forall asks, Forall2 (answered N) asks (expand asks)) -> answered N (whole b) (solve K expand p bs b).
Proof.
  intros H g. unfold solve. destruct (in_class K p _ b) as [h|] eqn:E.
  - intros [= <-]. exact (search_answered N _ _ _ b (answers_right N expand _ H) h E).
  - exact (search_answered N _ _ _ b (answers_right N expand _ H) g).
Qed.

Lemma all_parts_value N solution s b ts ps factor o n :
  all_parts K solution s b ts = Some ps -> (forall c, answered N (whole c) (solution c)) ->
  mul factor (integer (denominator K N)) = one -> inside (over b) n = true ->
  taps_value symbols ts (run N x) o (scale s (at_place b n)) = mul factor (parts_value symbols ps x o n).
Proof.
  intros E H F B. revert ps E; induction ts as [|[t m] ts IH]; intros ps; cbn [all_parts fst snd taps_value].
  - intros [= <-]. cbn [parts_value]. ring.
  - destruct (solution (moved s t b)) as [g|] eqn:S; [|discriminate].
    destruct (all_parts K solution s b ts) as [qs|]; [|discriminate]. intros [= <-].
    rewrite (IH qs eq_refl). cbn [parts_value].
    rewrite (dot_ext symbols (nth o m nil) _ (fun c => mul factor (combination_value g x c n))); [rewrite dot_mul; ring|].
    intros c. rewrite <- at_moved. pose proof (H (moved s t b) g S factor F c n B) as E.
    rewrite asked_whole in E. exact E.
Qed.

Lemma picked_value a (l : layer K) factor (y : signal R) o q :
  layer_value symbols factor l y (asked a o) q = layer_value symbols factor (picked K a l) y o q.
Proof.
  unfold layer_value, picked. cbn [stride bias taps]. do 2 f_equal.
  - unfold at_channel, select. rewrite every_nth_error. reflexivity.
  - generalize (scale (stride l) q) as p. intros p.
    induction (taps l) as [|[t m] ts IH]; [reflexivity|]. cbn [map filter fst snd taps_value].
    destruct (is_active K (t, select a m)) eqn:A; cbn [taps_value]; rewrite IH, <- (select_nth a m); [reflexivity|].
    unfold is_active in A. apply negb_false_iff in A. cbn [snd] in A.
    assert (N : row_null K (nth o (select a m) nil) = true).
    { rewrite forallb_forall in A. destruct (nth_in_or_default o (select a m) nil) as [I| ->]; [exact (A _ I)|reflexivity]. }
    rewrite (dot_null symbols _ _ N). ring.
Qed.

Lemma dot_firstn (r : row K) k (f : nat -> R) :
  dot symbols r (fun c => if Nat.ltb c k then f c else zero) = dot symbols (firstn k r) f.
Proof.
  revert k f; induction r as [|e r IH]; intros [|k] f; cbn [firstn dot]; try reflexivity.
  - rewrite (dot_ext symbols r _ (fun _ => zero)), dot_zero by reflexivity. cbn [Nat.ltb Nat.leb]. ring.
  - rewrite <- (IH k (fun c => f (S c))). reflexivity.
Qed.

Lemma nth_firstn_rows k (m : matrix K) o : nth o (map (firstn k) m) nil = firstn k (nth o m nil).
Proof. revert o; induction m as [|r m IH]; intros [|o]; cbn [map nth]; rewrite ?firstn_nil; auto. Qed.

Lemma direct_answered which channels (l : layer K) a :
  invertible inverse (divisors (Apply l (Input which channels))) ->
  answered (Apply l (Input which channels)) a (direct K which channels l a).
Proof.
  intros V g E factor F o n B. cbn [Layers.run]. rewrite picked_value.
  cbn [denominator] in F. rewrite Z.mul_1_l in F.
  rewrite (inverse_unique _ _ _ F (V _ (or_introl eq_refl))).
  assert (D : divisor (picked K a l) = divisor l) by reflexivity. unfold direct in E.
  destruct (picked K a l) as [s d b ts]. cbn [divisor] in D. subst d. injection E as <-.
  unfold layer_value, combination_value. cbn [stride bias taps constant samples]. do 2 f_equal.
  induction ts as [|[t m] ts IH]; cbn [map fst snd taps_value samples_value]; [reflexivity|]. rewrite IH. f_equal.
  rewrite nth_firstn_rows, <- dot_firstn. apply dot_ext. intros c. unfold read. cbn [input rate offset].
  rewrite <- at_moved. reflexivity.
Qed.

Lemma sampled_answered which channels a : answered (Input which channels) a (sampled K which channels a).
Proof.
  intros g [= <-] factor F o n B. cbn [Layers.run denominator] in *.
  unfold combination_value. cbn [constant samples samples_value].
  rewrite select_nth, identity_matrix_dot. unfold read. cbn [input rate offset].
  rewrite integer_one in F. assert (E : factor = one) by (transitivity (mul factor one); [ring|exact F]). rewrite E.
  unfold at_place, at_channel. destruct o; cbn [nth_error]; destruct (Nat.ltb _ channels); ring.
Qed.

Lemma composed_answered (l : layer K) N d p (expand : expansion K) asks :
  d = denominator K N -> invertible inverse (divisors (Apply l N)) ->
  (forall asks, Forall2 (answered N) asks (expand asks)) ->
  Forall2 (answered (Apply l N)) asks (apply_layer K d p expand l asks).
Proof.
  intros -> V H. unfold apply_layer. rewrite map_map. apply map_answered. intros a g E factor F o n B.
  set (solution := solve K expand p _) in E. cbn [Layers.run]. rewrite picked_value.
  unfold composed in E. destruct (all_parts K solution _ _ _) as [ps|] eqn:P; [|discriminate]. injection E as <-.
  destruct (factor_of N) as [f G]; [intros e I; apply V; right; exact I|].
  unfold layer_value.
  rewrite (all_parts_value N solution _ _ _ ps f o n P (fun c => solve_answered N expand p _ c H) G B).
  rewrite compose_value.
  assert (I : mul (inverse (divisor l)) (integer (divisor l)) = one) by (apply V; left; reflexivity).
  assert (U : factor = mul f (inverse (divisor l))).
  { apply (inverse_unique _ _ _ F). cbn [denominator]. rewrite integer_mul.
    transitivity (mul (mul f (integer (denominator K N))) (mul (inverse (divisor l)) (integer (divisor l)))); [ring|].
    rewrite G, I. ring. }
  rewrite U. change (select a (bias l)) with (bias (picked K a l)). change (divisor (picked K a l)) with (divisor l).
  transitivity (mul (inverse (divisor l)) (add (mul (mul f (integer (denominator K N))) (at_channel symbols (bias (picked K a l)) o))
    (mul f (parts_value symbols ps x o n)))); [rewrite G|]; ring.
Qed.

Lemma masked_value (w : window) (b : places) (g : combination K) o n :
  masked K support b w g = true -> inside (over b) n = true -> inside w (at_place b n) = false ->
  combination_value g x o n = zero.
Proof.
  unfold masked. intros H B W. apply andb_prop in H as [N H]. rewrite forallb_forall in H.
  unfold Combinations.combination_value. rewrite (at_channel_null symbols _ _ N), samples_value_zero; [ring|].
  intros t c I. unfold read. apply x_supported.
  destruct (inside (nth _ support nil) _) eqn:E; [|reflexivity].
  rewrite (hidden_inside _ _ _ _ _ _ (H t I) B E) in W. discriminate.
Qed.

Lemma windowed_answered w N a r : answered N a r -> answered (Inside w N) a (windowed K support w a r).
Proof.
  intros H g E factor F o n B. destruct r as [h|]; cbn [windowed] in E; [|discriminate].
  destruct (_ || _) eqn:S; [|discriminate]. injection E as <-. cbn [Layers.run].
  destruct (inside w (at_place (place a) n)) eqn:W; [exact (H h eq_refl factor F o n B)|].
  apply orb_true_iff in S as [S|S].
  - rewrite (subset_inside _ _ _ S (place_inside _ _ B)) in W. discriminate.
  - rewrite (masked_value w (place a) h o n S B W). ring.
Qed.

Lemma weave_answered w N asks rs :
  Forall2 (answered N) (filter (fun a => negb (is_outside w a)) asks) rs ->
  Forall2 (answered (Inside w N)) asks (weave K support w asks rs).
Proof.
  revert rs; induction asks as [|a asks IH]; intros rs F; cbn [weave filter] in *; [constructor|].
  destruct (is_outside w a) eqn:D; cbn [negb] in F.
  - constructor; [|exact (IH rs F)]. intros g [= <-] factor _ o n B. cbn [Layers.run].
    rewrite (disjoint_inside _ _ _ D (place_inside _ _ B)).
    unfold Combinations.combination_value, at_channel. destruct o; cbn; ring.
  - inversion F; subst. constructor; [apply windowed_answered; assumption|]. apply IH. assumption.
Qed.

Lemma spread_answered up N a r : answered N (spread_ask up a) r -> answered (Spread up N) a (if_divides K up a r).
Proof.
  intros H g E factor F o n B. unfold if_divides in E. destruct (divides up (place a)) eqn:D; [|discriminate]. subst r.
  destruct (at_slowed up (place a) n D) as [P Q]. cbn [Layers.run]. rewrite P, (phase_residue _ _ _ Q).
  assert (U : positive_strides up = true) by (unfold divides in D; apply andb_prop in D as [U _]; exact U).
  rewrite <- (asked_spread up a o U). exact (H g eq_refl factor F o n B).
Qed.

Lemma joined_answered N1 N2 a r s :
  invertible inverse (divisors (Plus N1 N2)) -> answered N1 a r -> answered N2 a s ->
  answered (Plus N1 N2) a (joined K (denominator K N1) (denominator K N2) r s).
Proof.
  intros V H1 H2 g E factor F o n B. unfold joined in E.
  destruct r as [g1|], s as [g2|]; try discriminate. injection E as <-.
  destruct (factor_of N1) as [f1 F1]; [intros e I; apply V, in_or_app; auto|].
  destruct (factor_of N2) as [f2 F2]; [intros e I; apply V, in_or_app; auto|].
  cbn [Layers.run]. rewrite (H1 g1 eq_refl f1 F1 o n B), (H2 g2 eq_refl f2 F2 o n B). cbn [denominator] in F.
  destruct (Z.eqb_spec (denominator K N1) (denominator K N2)) as [D|D]; rewrite weigh_value.
  - rewrite !integer_one, (inverse_unique _ _ _ F1 F). rewrite <- D in F2. rewrite (inverse_unique _ _ _ F2 F). ring.
  - assert (U : factor = mul f1 f2).
    { apply (inverse_unique _ _ _ F). rewrite integer_mul.
      transitivity (mul (mul f1 (integer (denominator K N1))) (mul f2 (integer (denominator K N2)))); [ring|].
      rewrite F1, F2. ring. }
    rewrite U. set (u := combination_value g1 x o n). set (v := combination_value g2 x o n).
    transitivity (add (mul (mul f2 (integer (denominator K N2))) (mul f1 u)) (mul (mul f1 (integer (denominator K N1))) (mul f2 v))).
    + rewrite F1, F2. ring.
    + ring.
Qed.

Lemma plus_answered N1 N2 asks rs ss :
  invertible inverse (divisors (Plus N1 N2)) -> Forall2 (answered N1) asks rs -> Forall2 (answered N2) asks ss ->
  Forall2 (answered (Plus N1 N2)) asks (along (joined K (denominator K N1) (denominator K N2)) rs ss).
Proof.
  intros V F. revert ss; induction F as [|a r asks rs A F IH]; intros ss G; inversion G; subst; cbn [along]; constructor.
  - apply joined_answered; assumption.
  - apply IH. assumption.
Qed.

Lemma expand_answered (N : net K) :
  invertible inverse (divisors N) -> forall asks, Forall2 (answered N) asks (expand N asks).
Proof.
  induction N as [which channels|l N IH|w N IH|up N IH|N1 IH1 N2 IH2]; intros V asks.
  - apply map_answered. apply sampled_answered.
  - assert (VN : invertible inverse (divisors N)) by (intros e I; apply V; right; exact I).
    assert (G : Forall2 (answered (Apply l N)) asks (apply_layer K (denominator K N) (period K N) (expand N) l asks))
      by (apply composed_answered; [reflexivity|exact V|exact (IH VN)]).
    destruct N; [|exact G ..]. apply map_answered. intros a. apply direct_answered. exact V.
  - apply weave_answered. apply IH. exact V.
  - change (Forall2 (answered (Spread up N)) asks (along (if_divides K up) asks (expand N (map (spread_ask up) asks)))).
    pose proof (IH V (map (spread_ask up) asks)) as F. revert F. generalize (expand N (map (spread_ask up) asks)). clear IH.
    induction asks as [|a asks IH]; intros rs F; cbn [map along] in *; inversion F; subst; constructor.
    + apply spread_answered. assumption.
    + apply IH. assumption.
  - apply plus_answered; [exact V|apply IH1|apply IH2]; intros e I; apply V, in_or_app; auto.
Qed.

Lemma same_answers N M asks rs ss a :
  Forall2 (answered N) asks rs -> Forall2 (answered M) asks ss ->
  all_same K (denominator K N) (denominator K M) rs ss = true -> In a asks ->
  exists g h, represents N a g /\ represents M a h /\
    is_nothing K (weigh K (denominator K M) g (- denominator K N) h) = true.
Proof.
  intros F. revert ss; induction F as [|b r asks rs A F IH]; intros ss G E I; [destruct I|].
  inversion G; subst. cbn [all_same] in E. destruct r as [g|]; [|discriminate]. destruct y as [h|]; [|discriminate].
  apply andb_prop in E as [E T]. destruct I as [<-|I]; [exists g, h; auto|]. exact (IH _ H3 T I).
Qed.

Lemma same_value g h d e (f1 f2 : R) o n :
  is_nothing K (weigh K e g (- d) h) = true -> mul f1 (integer d) = one -> mul f2 (integer e) = one ->
  mul f1 (combination_value g x o n) = mul f2 (combination_value h x o n).
Proof.
  intros H F G. pose proof (nothing_value symbols _ x o n H) as E. rewrite weigh_value in E.
  rewrite (morph_opp (integer_morphism R) d) in E.
  set (u := combination_value g x o n) in *. set (v := combination_value h x o n) in *.
  transitivity (mul f1 (mul (mul f2 (integer e)) u)); [rewrite G; ring|].
  transitivity (mul (mul f1 f2) (add (add (mul (integer e) u) (mul (opp (integer d)) v)) (mul (integer d) v))); [ring|].
  rewrite E. transitivity (mul (mul f1 (integer d)) (mul f2 v)); [ring|]. rewrite F. ring.
Qed.
End Soundness.

Theorem check_sound {K : coefficients} (support : list window) (outputs : window) (N M : net K) :
  check K support outputs N M = true -> merges support outputs N M.
Proof.
  unfold check. set (p := common (period K N) (period K M)). intros H R symbols inverse V x S o q LN LM B.
  apply andb_prop in H as [H E]. apply andb_prop in H as [U L]. apply Nat.leb_le in L.
  assert (VN : invertible inverse (divisors N)) by (intros d I; apply V, in_or_app; auto).
  assert (VM : invertible inverse (divisors M)) by (intros d I; apply V, in_or_app; auto).
  assert (Q : q = shift (scale p (floor p q)) (residue p q)) by (apply floor_residue; [exact U|lia]).
  set (a := class_ask outputs p (residue p q)).
  assert (I : inside (over (place a)) (floor p q) = true).
  { cbn [a class_ask whole place over]. apply narrow_inside; [reflexivity|]. rewrite <- Q. exact B. }
  assert (A : In a (filter is_asked (map (class_ask outputs p) (residues p)))).
  { apply filter_In. split; [apply in_map, residue_listed; exact U|]. unfold is_asked.
    destruct (empty (over (place a))) eqn:Y; [rewrite (empty_inside _ _ Y) in I; discriminate|reflexivity]. }
  destruct (same_answers symbols inverse x N M _ _ _ a
    (expand_answered symbols inverse support x S N VN _) (expand_answered symbols inverse support x S M VM _) E A)
    as [g [h [G [H Z]]]].
  destruct (factor_of inverse N VN) as [f1 F1]. destruct (factor_of inverse M VM) as [f2 F2].
  pose proof (G f1 F1 o _ I) as X. pose proof (H f2 F2 o _ I) as Y.
  unfold a, class_ask, at_place in X, Y. rewrite asked_whole in X, Y. cbn [whole place steps start] in X, Y.
  rewrite <- Q in X, Y. rewrite X, Y. exact (same_value symbols x g h _ _ f1 f2 o _ Z F1 F2).
Qed.
