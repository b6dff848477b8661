package io.dormouse.streams.history;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Progress of the index.
 *
 * @param caughtUp true once it has had all events that were in the log when it was begun
 * @param unread records of the log that are still to be read, as far as is known
 * @param left time that they take at the present pace; null if there are none, or no pace yet
 * @param failing reason why the last attempt to go on failed; null if it did not. The next one
 *     follows within a second
 */
public record HistoryProgress(
    boolean caughtUp, long unread, @Nullable Duration left, @Nullable String failing) {}
