package io.dormouse.language.domain;

import io.dormouse.language.command.Actor;
import io.dormouse.language.command.CommandId;

/** A command to the register of domains, with its sender. */
public record DomainCommandEnvelope(CommandId id, Actor actor, DomainCommand command) {}
