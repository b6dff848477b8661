package io.dormouse.language.blueprint;

import io.dormouse.language.command.Actor;
import io.dormouse.language.command.CommandId;

/** A command about a blueprint or plan, with its sender. */
public record BlueprintCommandEnvelope(CommandId id, Actor actor, BlueprintCommand command) {}
