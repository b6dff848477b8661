package io.dormouse.cli.command;

import io.dormouse.cli.session.Session;
import io.dormouse.cli.settings.CommandFailure;
import io.dormouse.cli.settings.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The command that checks the log. It does not ask the API, which shows what the log's writer says:
 * it runs the check of the streams app, which reads Kafka.
 */
@Command(
    name = "verify",
    description = {
      "Checks the chain of hashes through all events, in Kafka itself and not through the API. Names"
          + " the first broken record of each partition: changed, missing, moved, or written by"
          + " somebody else. The exit code is 1 if there is one, 2 if the log cannot be read. Keep the"
          + " output: a later check against it finds a log that was written anew."
    })
public final class Verify implements Callable<Integer> {

  /** Variable of the environment with the program that does it; infra/dormouse sets it. */
  public static final String PROGRAM = "DORMOUSE_STREAMS_APP";

  private static final String MOST_MEMORY = "-Xmx512m";

  private final Session session;

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      description =
          "Brokers to begin with, separated by commas. Default: $$DORMOUSE_KAFKA_BOOTSTRAP_SERVERS,"
              + " else 127.0.0.1:9092.")
  private @Nullable String kafka;

  @Option(
      names = "--prefix",
      paramLabel = "TEXT",
      description =
          "Prefix of all topic names. Default: $$DORMOUSE_TOPICS_PREFIX, else \"dormouse.\".")
  private @Nullable String prefix;

  @Option(
      names = "--against",
      paramLabel = "FILE",
      description = "Output of an earlier check, whose heads must still be in the log.")
  private @Nullable Path against;

  public Verify(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    Path program = Path.of(session.shell().variable(PROGRAM));
    if (!Files.isRegularFile(program)) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "expected the program streams-app.jar in $%s, but there is no file '%s'"
              .formatted(PROGRAM, program),
          "infra/dormouse sets it; elsewhere: java -jar streams-app.jar verify");
    }
    try {
      Process check =
          new ProcessBuilder(arguments(program))
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      check.getInputStream().transferTo(session.shell().out());
      session.shell().out().flush();
      return check.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> arguments(Path program) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                MOST_MEMORY,
                "-jar",
                program.toString(),
                "verify"));
    add(arguments, "kafka.bootstrap.servers", kafka);
    add(arguments, "topics.prefix", prefix);
    add(arguments, "against", against);
    return arguments;
  }

  private static void add(List<String> arguments, String setting, @Nullable Object value) {
    if (value != null) {
      arguments.add("--%s=%s".formatted(setting, value));
    }
  }
}
