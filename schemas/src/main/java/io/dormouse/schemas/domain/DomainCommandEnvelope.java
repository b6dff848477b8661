package io.dormouse.schemas.domain;

import io.dormouse.schemas.instance.Actor;
import io.dormouse.schemas.instance.CommandId;

/** A command to the register of domains, with who sent it. */
public record DomainCommandEnvelope(CommandId id, Actor actor, DomainCommand command) {}
