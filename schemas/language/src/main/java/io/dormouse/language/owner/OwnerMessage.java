package io.dormouse.language.owner;

/** News of one owner, for the brain's account of that owner. */
public record OwnerMessage(OwnerId owner, OwnerNews message) {}
