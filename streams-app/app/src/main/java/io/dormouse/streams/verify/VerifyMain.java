package io.dormouse.streams.verify;

import io.dormouse.kit.settings.Settings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;

/**
 * The command {@code verify}: checks the chains of the log and names the first broken record of
 * each partition. It prints the head of each chain, so that its output can be kept for later
 * checks.
 */
public final class VerifyMain {

  /** Exit code when the log is not as it was written. */
  public static final int BROKEN = 1;

  /** Exit code when it cannot be read, as with a wrong setting. */
  public static final int UNREADABLE = 2;

  private VerifyMain() {}

  /**
   * Runs the command.
   *
   * @return the exit code
   * @throws io.dormouse.kit.settings.SettingsException if a setting is wrong
   */
  public static int run(
      List<String> flags, Map<String, String> environment, PrintStream out, PrintStream err)
      throws InterruptedException {
    VerifySettings settings = Settings.load(VerifySettings.class, flags, environment);
    List<KnownHead> earlier;
    try {
      earlier = settings.against().isEmpty() ? List.of() : read(Path.of(settings.against()));
    } catch (IOException | IllegalArgumentException e) {
      err.printf("expected to read heads in %s: %s%n", settings.against(), e);
      return UNREADABLE;
    }
    LogCheck.Outcome outcome;
    try {
      outcome = new LogCheck(settings.kafka(), earlier).run();
    } catch (KafkaException | IllegalArgumentException e) {
      err.printf(
          "expected to read the log at %s: %s%n",
          settings.kafka().bootstrapServers(), e.getMessage());
      return UNREADABLE;
    }
    print(outcome, out);
    return outcome.broken().isEmpty() ? 0 : BROKEN;
  }

  private static List<KnownHead> read(Path file) throws IOException {
    List<KnownHead> heads =
        Files.readAllLines(file, StandardCharsets.UTF_8).stream()
            .filter(KnownHead::isLine)
            .map(line -> KnownHead.parse(line, file.toString()))
            .toList();
    if (heads.isEmpty()) {
      throw new IllegalArgumentException("there is no line that begins with 'head'");
    }
    return heads;
  }

  private static void print(LogCheck.Outcome outcome, PrintStream out) {
    outcome.heads().forEach(head -> out.println(head.line()));
    outcome.broken().forEach(broken -> out.println(broken.line()));
    out.printf(
        "%d events in %d partitions verified, %d of them older than their chain; %s%n",
        outcome.records(),
        outcome.partitions(),
        outcome.older(),
        outcome.broken().isEmpty() ? "intact" : outcome.broken().size() + " partitions broken");
  }
}
