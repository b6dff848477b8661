package io.dormouse.language.command;

import io.dormouse.language.instance.InstanceCommand;

/** A command with who sent it; its time is the time at which the broker took it. */
public record CommandEnvelope(CommandId id, Actor actor, InstanceCommand command) {}
