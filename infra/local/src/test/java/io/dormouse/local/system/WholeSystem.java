package io.dormouse.local.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.kit.settings.Settings;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.local.RunningSystem;
import io.dormouse.local.UpMain;
import io.dormouse.local.client.Await;
import io.dormouse.local.client.ControlClient;
import io.dormouse.local.client.TenantClient;
import io.dormouse.local.data.Secrets;
import io.dormouse.local.kit.FreePorts;
import io.dormouse.local.kit.StartLock;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A system of its own, with the driver that {@code infra/up} would choose. */
final class WholeSystem implements AutoCloseable {

  static final Path REPOSITORY = Path.of("../..").toAbsolutePath().normalize();
  static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final CompletableFuture<RunningSystem> running = new CompletableFuture<>();
  private final CountDownLatch told = new CountDownLatch(1);
  private final Thread up;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private WholeSystem(Path data) {
    up = Thread.ofPlatform().name("system").unstarted(() -> play(data));
  }

  /** Starts the system; returns when everything is ready. */
  static WholeSystem start(Path data) throws Exception {
    System.setProperty("dormouse.repository", REPOSITORY.toString());
    WholeSystem system = new WholeSystem(data);
    StartLock lock = StartLock.take();
    try {
      system.up.start();
      system.running.get(4, TimeUnit.MINUTES);
    } finally {
      lock.close();
    }
    return system;
  }

  private void play(Path data) {
    try {
      List<String> arguments = new ArrayList<>(List.of("--data", data.toString()));
      for (String option : List.of("--api-port", "--edge-port", "--kafka-port")) {
        arguments.addAll(List.of(option, Integer.toString(freePort())));
      }
      UpMain.play(
          arguments,
          system -> {
            running.complete(system);
            told.await();
            return 0;
          });
      running.completeExceptionally(new IllegalStateException("it ended before it was ready"));
    } catch (Exception e) {
      running.completeExceptionally(e);
    }
  }

  RunningSystem running() {
    return running.join();
  }

  KafkaSettings kafka() {
    return Settings.load(
        KafkaSettings.class,
        List.of("--kafka.bootstrap.servers=" + running().settings().kafka()),
        Map.of());
  }

  ControlClient api() {
    return new ControlClient(http, running().settings().api());
  }

  HttpClient http() {
    return http;
  }

  TenantClient tenant(String instance) {
    return new TenantClient(http, running().settings().edge(), instance + ".localhost");
  }

  Secrets secrets() throws IOException {
    return Secrets.read(running().settings().data().secrets());
  }

  /** The tenants' database, seen by its superuser. */
  Connection database() throws SQLException, IOException {
    return DriverManager.getConnection(
        running().settings().database(), "postgres", secrets().postgresPassword());
  }

  /** The sample app's blueprint under that name, with some members changed. */
  void putBlueprint(String name, Map<String, String> changes) throws Exception {
    ObjectNode blueprint =
        (ObjectNode) JSON.readTree(REPOSITORY.resolve("infra/sample-app/blueprint.json").toFile());
    changes.forEach(blueprint::put);
    api().putBlueprint(name, blueprint);
  }

  /** Returns when the instance is asleep and its domain is routed. */
  void signUp(String instance, String blueprint) throws Exception {
    askFor(instance, blueprint);
    awaitResources(instance);
  }

  void askFor(String instance, String blueprint) throws Exception {
    ObjectNode body = JSON.createObjectNode().put("instance", instance).put("blueprint", blueprint);
    body.put("owner", "owner-of-" + instance);
    api().send("POST", "/v1/signups", body).expect(202);
  }

  void awaitResources(String instance) throws Exception {
    Await.until(
        instance + " with resources and a domain",
        PATIENCE,
        () ->
            api()
                .instance(instance)
                .filter(view -> !view.path("domains").isEmpty())
                .filter(view -> view.path("resources").path("credentials").asLong() > 0));
  }

  JsonNode view(String instance) throws Exception {
    return api().instance(instance).orElseThrow();
  }

  /** Starts the agent of a second host; returns its id when the brain knows it. */
  String startSecondHost() throws Exception {
    running().startSecondHost().awaitReady(PATIENCE);
    return api().awaitHosts(2, PATIENCE).getLast();
  }

  long pid(String program) {
    return running().stack().child(program).pid();
  }

  /**
   * Stops, continues or kills a process of the system: {@code STOP}, {@code CONT}, {@code KILL}.
   */
  static void signal(String signal, long pid) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start();
    if (kill.waitFor() != 0) {
      throw new IllegalStateException("expected kill -" + signal + " " + pid + " to succeed");
    }
  }

  static int freePort() throws IOException {
    return FreePorts.find(1).getFirst();
  }

  @Override
  public void close() {
    told.countDown();
    try {
      up.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    http.close();
  }
}
