package io.dormouse.language.owner;

/** Something that concerns one owner, for whoever counts what owners have. */
public record OwnerMessage(OwnerId owner, OwnerNews message) {}
