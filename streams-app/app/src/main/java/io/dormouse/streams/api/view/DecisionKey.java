package io.dormouse.streams.api.view;

import io.dormouse.language.command.CommandId;
import io.dormouse.language.domain.DomainName;

/** Key under which the decision on a command arrives. */
public sealed interface DecisionKey {

  /** The decision's record names the command. */
  record ByCommand(CommandId command) implements DecisionKey {}

  /** The domain's tombstone, which cannot name a command. */
  record ByRelease(DomainName domain) implements DecisionKey {}
}
