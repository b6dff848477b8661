package io.dormouse.streams.fold;

import io.dormouse.kit.settings.Settings;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;

/**
 * The command {@code fold}: prints every difference between the log and the stores of a live
 * system.
 */
public final class FoldMain {

  /** Exit code when there are differences. */
  public static final int DIFFERENT = 1;

  /** Exit code when they cannot be looked for, as with a wrong setting. */
  public static final int UNREADABLE = 2;

  private FoldMain() {}

  /**
   * Runs the command.
   *
   * @return the exit code
   * @throws io.dormouse.kit.settings.SettingsException if a setting is wrong
   */
  public static int run(
      List<String> flags, Map<String, String> environment, PrintStream out, PrintStream err) {
    FoldSettings settings = Settings.load(FoldSettings.class, flags, environment);
    FoldCheck.Outcome outcome;
    try {
      outcome = new FoldCheck(settings.kafka()).run();
    } catch (KafkaException e) {
      err.printf(
          "expected to read the log at %s: %s%n",
          settings.kafka().bootstrapServers(), e.getMessage());
      return UNREADABLE;
    }
    outcome.differences().forEach(out::println);
    out.printf(
        "%d events of %d instances folded, %d differences%n",
        outcome.events(), outcome.instances(), outcome.differences().size());
    return outcome.differences().isEmpty() ? 0 : DIFFERENT;
  }
}
