package io.dormouse.local.kills;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.kit.settings.Settings;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.local.LocalServices;
import io.dormouse.local.client.ControlClient;
import io.dormouse.local.supervision.Child;
import java.io.BufferedReader;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real streams app and the real broker as processes, killed while commands flow. {@code
 * -Dtest.jvm.args="-Dkills=20 -Dkills.instances=30000"} kills each of them, and both, so many times
 * with so many instances.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KillsUnderLoadIT {

  private static final int KILLS = Integer.getInteger("kills", 1);
  private static final int INSTANCES = Integer.getInteger("kills.instances", 2_000);

  /** Records of one transaction that Kafka had committed and the stores had not. */
  private static final long MOST_RESTORED = 200;

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Pattern RESTORED = Pattern.compile("stores restored.* records=\"(\\d+)\"");

  private LocalServices services;
  private CommandLoad load;

  @SuppressWarnings("NullAway.Init")
  KillsUnderLoadIT() {}

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    services = LocalServices.start(folder, LocalServices.BROKER, LocalServices.STREAMS_APP);
    putBlueprint();
    load = new CommandLoad(kafka());
    load.awaitBlueprint();
    load.fill(INSTANCES);
  }

  @AfterAll
  void end() throws Exception {
    load.close();
    services.close();
  }

  @Test
  void shouldLoseAndDoubleNothingAndKeepItsStores() throws Exception {
    Child broker = services.stack().child(LocalServices.BROKER);
    Child streamsApp = services.stack().child(LocalServices.STREAMS_APP);
    Map<String, List<Child>> victims = new LinkedHashMap<>();
    victims.put("streams app", List.of(streamsApp));
    victims.put("broker", List.of(broker));
    victims.put("both", List.of(broker, streamsApp));

    Map<String, List<Long>> outages = new LinkedHashMap<>();
    for (int i = 0; i < KILLS; i++) {
      for (Map.Entry<String, List<Child>> these : victims.entrySet()) {
        long outage = kill(these.getValue()).toMillis();
        outages.computeIfAbsent(these.getKey(), name -> new ArrayList<>()).add(outage);
        System.out.printf(
            "%s killed: next decision after %d ms; restored at each start %s, %d commands%n",
            these.getKey(), outage, restored(), load.commands());
      }
    }

    outages.forEach((name, times) ->
        System.out.printf(
            "%s killed %d times: next decision after %d ms (median)%n",
            name, times.size(), times.stream().sorted().toList().get(times.size() / 2)));
    assertThat(load.differences()).isEmpty();
    assertThat(check("fold")).endsWith(" 0 differences");
    assertThat(check("verify")).endsWith(" 0 of them older than their chain; intact");
    assertThat(restored())
        .as("records restored at each start, of %d commands", load.commands())
        .hasSizeGreaterThanOrEqualTo(1 + 2 * KILLS)
        .allMatch(records -> records < MOST_RESTORED);
  }

  /**
   * Kills processes while commands flow; returns the time to the decision on the first command
   * after it, when everything that was written is decided.
   */
  private Duration kill(List<Child> victims) throws Exception {
    load.begin();
    load.awaitOneDecision();
    long killedAt = System.nanoTime();
    for (Child victim : victims) {
      victim.hold();
    }
    victims.forEach(Child::release);
    load.awaitOneDecision();
    Duration outage = Duration.ofNanos(System.nanoTime() - killedAt);
    load.end();
    for (Child victim : victims) {
      victim.awaitReady(PATIENCE);
    }
    return outage;
  }

  /** Records that the stores took from their changelogs, for each start of the streams app. */
  private List<Long> restored() throws Exception {
    return RESTORED
        .matcher(
            Files.readString(services.stack().child(LocalServices.STREAMS_APP).program().log()))
        .results()
        .map(found -> Long.valueOf(found.group(1)))
        .toList();
  }

  /** Runs a check of the log, by the command of an operator; returns its last line. */
  private String check(String command) throws Exception {
    Process check =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                services
                    .settings()
                    .repository()
                    .resolve("streams-app/app/target/streams-app.jar")
                    .toString(),
                command,
                "--kafka.bootstrap.servers=" + services.settings().kafka())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader output = check.inputReader(StandardCharsets.UTF_8)) {
      return output.lines().toList().getLast();
    }
  }

  private void putBlueprint() throws Exception {
    ObjectMapper json = new ObjectMapper();
    Path file = services.settings().repository().resolve("infra/sample-app/blueprint.json");
    ObjectNode blueprint = ((ObjectNode) json.readTree(file.toFile())).put("resources", "shared");
    blueprint.remove("seed");
    try (HttpClient http = HttpClient.newHttpClient()) {
      new ControlClient(http, services.settings().api())
          .putBlueprint(CommandLoad.BLUEPRINT, blueprint);
    }
  }

  private KafkaSettings kafka() {
    return Settings.load(
        KafkaSettings.class,
        List.of("--kafka.bootstrap.servers=" + services.settings().kafka()),
        Map.of());
  }
}
