package io.dormouse.language.host;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Times at which each phase of a start was reached; null where it was not. {@code commanded} is the
 * brain's time, the rest the host's.
 */
public record StartPhases(
    Instant commanded,
    @Nullable Instant accepted,
    @Nullable Instant imagePresent,
    @Nullable Instant created,
    @Nullable Instant started,
    @Nullable Instant portOpen,
    @Nullable Instant ready) {}
