From Coq Require Import Ring_theory.

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
