package io.dormouse.core.whatif;

import io.dormouse.language.blueprint.PassivationPolicy;

/** A policy that recorded activity is replayed through. */
public sealed interface Candidate {

  /** No policy: everything as it happened. */
  record Recorded() implements Candidate {}

  /** The policies that the instances had, with their changes. */
  record InForce() implements Candidate {}

  /** The same policy for all instances at all times. */
  record Instead(PassivationPolicy policy) implements Candidate {}
}
