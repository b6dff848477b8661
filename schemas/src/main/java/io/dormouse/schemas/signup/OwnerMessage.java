package io.dormouse.schemas.signup;

import io.dormouse.schemas.instance.OwnerId;

/** Something that concerns one owner, for whoever counts what owners have. */
public record OwnerMessage(OwnerId owner, OwnerNews message) {}
