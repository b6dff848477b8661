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
  private static final Set<String> SEEN = new HashSet<>();

  private WalkRecorder() {}

  static void record(long seed, List<RecordedEvent> events) {
    if (FOLDER == null || events.isEmpty() || events.size() > LONGEST) {
      return;
    }
    Set<String> pairs = pairs(events);
    if (pairs.stream().filter(pair -> !SEEN.contains(pair)).count() < 4) {
      return;
    }
    SEEN.addAll(pairs);
    Path file =
        Path.of(FOLDER, "walk-%d-%s.events".formatted(seed, events.getFirst().instance()));
    try {
      Files.write(
          file,
          events.stream()
              .map(event ->
                  Base64.getEncoder().encodeToString(Codecs.INSTANCE_EVENT.encode(event)))
              .collect(Collectors.toList()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> pairs(List<RecordedEvent> events) {
    Set<String> pairs = new HashSet<>();
    String before = "";
    for (RecordedEvent event : events) {
      String name = event.event().getClass().getSimpleName();
      pairs.add(before + name);
      before = name;
    }
    return pairs;
  }
}
