package io.dormouse.streams.instance;

import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.wire.Codecs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Recorder of golden histories: with {@code -Dhistories.record=FOLDER} it writes the bytes of short
 * histories that have an event, or two events in a row, that none before had.
 */
final class WalkRecorder {

  private static final @Nullable String FOLDER = System.getProperty("histories.record");
  private static final int LONGEST = 60;
  private static final int ENOUGH_NEW_PAIRS = 4;
  private static final Set<String> SEEN = new HashSet<>();

  private WalkRecorder() {}

  static void record(long seed, List<RecordedEvent> events) {
    if (FOLDER == null || events.isEmpty() || events.size() > LONGEST) {
      return;
    }
    Set<String> seen = seen(events);
    boolean knownEvents = seen.stream().filter(one -> !one.contains(" ")).allMatch(SEEN::contains);
    long newPairs = seen.stream().filter(one -> !SEEN.contains(one)).count();
    if (knownEvents && newPairs < ENOUGH_NEW_PAIRS) {
      return;
    }
    SEEN.addAll(seen);
    Path file = Path.of(FOLDER, "walk-%d-%s.events".formatted(seed, events.getFirst().instance()));
    try {
      Files.write(
          file,
          events.stream()
              .map(event -> Base64.getEncoder().encodeToString(Codecs.INSTANCE_EVENT.encode(event)))
              .collect(Collectors.toList()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names of the events, and of two in a row. */
  private static Set<String> seen(List<RecordedEvent> events) {
    Set<String> seen = new HashSet<>();
    String before = "";
    for (RecordedEvent event : events) {
      String name = event.event().getClass().getSimpleName();
      seen.add(name);
      seen.add(before + " " + name);
      before = name;
    }
    return seen;
  }
}
