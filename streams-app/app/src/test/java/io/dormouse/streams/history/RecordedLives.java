package io.dormouse.streams.history;

import io.dormouse.language.instance.InstanceEvent.ResourcesProvided;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.resources.ResourceMode;
import io.dormouse.language.wire.Codecs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/** Recorded histories of instances. */
public final class RecordedLives {

  private static final Path HISTORIES = Path.of("../core/src/test/resources/golden/histories");

  private RecordedLives() {}

  /** Adds the first two events of an instance, after which it is asleep. */
  public static void asleep(RecordedLog log, String instance, long second) {
    log.add(instance, 1, second, golden("demo-zebra").getFirst().event());
    log.add(instance, 2, second, new ResourcesProvided(ResourceMode.OWN));
  }

  /** The events of a golden history. */
  public static List<RecordedEvent> golden(String name) {
    try {
      return Files.readAllLines(HISTORIES.resolve(name + ".events")).stream()
          .map(Base64.getDecoder()::decode)
          .map(Codecs.INSTANCE_EVENT::decode)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
