From Coq Require Import InitialRing Ring_theory ZArith.

Record ring : Type := Ring {
  carrier :> Type;
  zero : carrier;
  one : carrier;
  add : carrier -> carrier -> carrier;
  mul : carrier -> carrier -> carrier;
  sub : carrier -> carrier -> carrier;
  opp : carrier -> carrier;
  laws : ring_theory zero one add mul sub opp (@eq carrier)
}.

Arguments zero {r}.
Arguments one {r}.
Arguments add {r} _ _.
Arguments mul {r} _ _.
Arguments sub {r} _ _.
Arguments opp {r} _.

Definition integer {R : ring} (value : Z) : R := gen_phiZ zero one add mul opp value.
Arguments integer {R} value%Z_scope.

Lemma integer_morphism (R : ring) :
  ring_morph (@zero R) one add mul sub opp eq 0%Z 1%Z Z.add Z.mul Z.sub Z.opp Zeq_bool integer.
Proof.
  apply gen_phiZ_morph; [apply Eqsth | apply Eq_ext | apply laws].
Qed.
