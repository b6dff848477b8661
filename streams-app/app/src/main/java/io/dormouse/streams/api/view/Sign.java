package io.dormouse.streams.api.view;

import io.dormouse.language.command.CommandId;
import io.dormouse.language.domain.DomainName;

/** By what a decision is known to be that of a certain command. */
public sealed interface Sign {

  /** What follows from the command names it. */
  record Caused(CommandId command) implements Sign {}

  /** The domain's tombstone, which can name nothing. */
  record Released(DomainName domain) implements Sign {}
}
