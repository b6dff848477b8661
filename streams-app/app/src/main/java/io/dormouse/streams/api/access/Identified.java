package io.dormouse.streams.api.access;

import io.dormouse.streams.api.http.Principal;
import java.util.function.BooleanSupplier;

/**
 * A principal whose key or token was verified.
 *
 * @param good true while it still is: long answers end when the key is revoked or the token ends
 */
record Identified(Principal principal, BooleanSupplier good) {}
