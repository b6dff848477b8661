package io.dormouse.language.command;

import io.dormouse.language.instance.InstanceCommand;

/** A command with its sender. Its time is the one at which the broker took it. */
public record CommandEnvelope(CommandId id, Actor actor, InstanceCommand command) {}
