package io.dormouse.streams.api.view;

import io.dormouse.language.command.CommandId;
import io.dormouse.language.domain.DomainName;

/** By what a decision is known to be that of a certain command. */
public sealed interface DecisionKey {

  /** What follows from the command names it. */
  record ByCommand(CommandId command) implements DecisionKey {}

  /** The domain's tombstone, which can name nothing. */
  record ByRelease(DomainName domain) implements DecisionKey {}
}
