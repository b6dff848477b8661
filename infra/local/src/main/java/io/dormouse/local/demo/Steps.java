package io.dormouse.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.local.RunningSystem;
import io.dormouse.local.client.Await;
import io.dormouse.local.client.ControlClient;
import io.dormouse.local.client.TenantClient;
import io.dormouse.local.client.Unexpected;
import io.dormouse.local.supervision.Child;
import io.dormouse.local.supervision.Stack;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The steps of the story. Each checks its results, and returns a line about them. */
final class Steps {

  static final String INSTANCE = "acme";
  private static final String NEIGHBOUR = "zebra";
  private static final List<String> TENANTS = List.of(INSTANCE, NEIGHBOUR);
  private static final List<String> ALL =
      List.of(INSTANCE, NEIGHBOUR, Cluster.INSTANCE, LostHost.WANTED, LostHost.UNWANTED);
  private static final List<String> SAMPLES =
      List.of("Welcome.md", "First steps.txt", "Dormouse.svg");
  private static final String BLUEPRINT = "notes";
  private static final String FILE = "/documents/demo.jar";
  private static final Duration IDLE = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern EVENTS = Pattern.compile("EventSource\\(['\"]([^'\"]+)['\"]");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ControlClient api;
  private final ControlClient edgeAdmin;
  private final TenantClient tenant;
  private final TenantClient neighbour;
  private final TenantResources resources;
  private final Function<String, TenantClient> tenants;
  private final RunningSystem system;
  private final Stack stack;
  private final Path repository;
  private String sha = "";

  Steps(
      ControlClient api,
      ControlClient edgeAdmin,
      Function<String, TenantClient> tenants,
      TenantResources resources,
      RunningSystem system) {
    this.api = api;
    this.edgeAdmin = edgeAdmin;
    this.tenant = tenants.apply(INSTANCE);
    this.neighbour = tenants.apply(NEIGHBOUR);
    this.tenants = tenants;
    this.resources = resources;
    this.system = system;
    this.stack = system.stack();
    this.repository = system.settings().repository();
  }

  String signUp() throws Exception {
    for (String instance : ALL) {
      forgetEarlierStory(instance);
    }
    api.putBlueprint(BLUEPRINT, blueprint());
    long begin = System.nanoTime();
    for (String instance : TENANTS) {
      api.signUp(instance, BLUEPRINT);
    }
    for (String instance : TENANTS) {
      api.awaitRoute(instance, PATIENCE);
    }
    return "202, then %s with resources and a route, %d ms after the first was asked for"
        .formatted(
            api.status(INSTANCE).orElse("gone"),
            Duration.ofNanos(System.nanoTime() - begin).toMillis());
  }

  private ObjectNode blueprint() throws IOException {
    ObjectNode blueprint =
        (ObjectNode) JSON.readTree(repository.resolve("infra/sample-app/blueprint.json").toFile());
    blueprint.putObject("passivation").put("idle", IDLE.toSeconds() + "s");
    return blueprint;
  }

  private void forgetEarlierStory(String instance) throws Exception {
    if (api.instance(instance).isPresent()) {
      ObjectNode atOnce = JSON.createObjectNode().put("grace", "0s");
      api.send("POST", "/v1/instances/" + instance + "/actions/delete", atOnce).expect(202);
      Await.until(
          "the earlier " + instance + " to be gone",
          PATIENCE,
          () -> api.instance(instance).isEmpty() ? Optional.of("gone") : Optional.empty());
    }
  }

  String ownPlaces() throws Exception {
    return resources.each(TENANTS);
  }

  String keptOut() throws Exception {
    return resources.keepOut(INSTANCE, NEIGHBOUR);
  }

  String waitingPage() throws Exception {
    HttpResponse<String> waiting = tenant.browse("/");
    Unexpected.unless(
        waiting.statusCode() == 503
            && waiting.headers().firstValue("Retry-After").isPresent()
            && waiting.headers().firstValue("Cache-Control").orElse("").contains("no-store"),
        "Expected a waiting page (503, Retry-After, no-store), but got %d %s",
        waiting.statusCode(),
        waiting.headers().map());
    Matcher events = EVENTS.matcher(waiting.body());
    Unexpected.unless(events.find(), "Expected a page that waits for events: %s", waiting.body());
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(tenant.open(events.group(1)).body(), StandardCharsets.UTF_8))) {
      Optional<String> ready = lines.lines().filter(line -> line.contains("ready")).findFirst();
      Unexpected.unless(ready.isPresent(), "Expected the page to hear that it is ready.");
    }
    HttpResponse<String> page = tenant.browse("/");
    Unexpected.unless(
        page.statusCode() == 200
            && page.body().contains(INSTANCE)
            && SAMPLES.stream().allMatch(page.body()::contains),
        "Expected the application's page with its sample documents, but got %d %s",
        page.statusCode(),
        page.body());
    return "waiting page, then the application with " + String.join(", ", SAMPLES);
  }

  String uploadAndDownload() throws Exception {
    Path file = someMegabytes();
    sha = sha256(Files.readAllBytes(file));
    int status = tenant.put(FILE, file).statusCode();
    Unexpected.unless(status == 201 || status == 200, "Expected 201, but got %d", status);
    checkDownload(tenant.get(FILE));
    return "%s, %.1f MB, SHA-256 %s…"
        .formatted(file.getFileName(), Files.size(file) / 1e6, sha.substring(0, 12));
  }

  String fallAsleep() throws Exception {
    api.awaitStatus(INSTANCE, "asleep", PATIENCE);
    Await.until(
        "no replica on any host",
        PATIENCE,
        () -> replicas() == 0 ? Optional.of("none") : Optional.empty());
    return "asleep, no replica on any host";
  }

  String wakeByRequest() throws Exception {
    long start = System.nanoTime();
    HttpResponse<byte[]> response = tenant.get(FILE);
    Duration waited = Duration.ofNanos(System.nanoTime() - start);
    checkDownload(response);
    Unexpected.unless(
        response.headers().firstValue("Dormouse-Instance-Status").orElse("").equals("woken"),
        "Expected the answer to say that it was woken, but got %s",
        response.headers().map());
    api.awaitStatus(INSTANCE, "running", PATIENCE);
    return "same SHA-256 after %d ms (%s)"
        .formatted(waited.toMillis(), Phases.of(api.history(INSTANCE)));
  }

  String fiftyAtOnce() throws Exception {
    sleepNow();
    long before = api.history(INSTANCE).size();
    List<CompletableFuture<HttpResponse<byte[]>>> requests = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      requests.add(tenant.getLater("/whoami"));
    }
    for (CompletableFuture<HttpResponse<byte[]>> request : requests) {
      int status = request.get().statusCode();
      Unexpected.unless(status == 200, "Expected 50 good answers, but one is %d", status);
    }
    api.awaitStatus(INSTANCE, "running", PATIENCE);
    long starts =
        api.history(INSTANCE).stream()
            .skip(before)
            .filter(event -> event.path("type").asText().equals("InstanceStarted"))
            .count();
    Unexpected.unless(starts == 1, "Expected one start, but there were %d", starts);
    return "50 good answers, one start";
  }

  String webSocket() throws Exception {
    EchoListener echo = new EchoListener();
    WebSocket socket = tenant.socket("/echo", echo);
    socket.sendText("still here", true).join();
    Unexpected.unless(
        echo.next().equals("still here"), "Expected the echo of the text that was sent.");
    long generation = generation();
    Thread.sleep(IDLE.multipliedBy(2));
    Unexpected.unless(
        api.status(INSTANCE).orElse("").equals("running") && generation() == generation,
        "Expected an open WebSocket to keep it awake, but it is %s",
        api.status(INSTANCE));
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "done").join();
    api.awaitStatus(INSTANCE, "asleep", PATIENCE);
    return "awake for %d s with an idle time of %d s, then asleep"
        .formatted(IDLE.toSeconds() * 2, IDLE.toSeconds());
  }

  String killStreamsApp() throws Exception {
    CompletableFuture<HttpResponse<byte[]>> request = tenant.getLater(FILE);
    Await.until(
        "the wake to be under way",
        PATIENCE,
        () -> api.status(INSTANCE).filter(status -> !status.equals("asleep")));
    stack.child("streams-app").kill();
    long killed = System.nanoTime();
    checkDownload(request.get());
    long answered = Duration.ofNanos(System.nanoTime() - killed).toMillis();
    Await.until("the control API again", PATIENCE, () -> api.status(INSTANCE));
    Fold.checkComplete(api.history(INSTANCE));
    return "answered %d ms after the kill; the history has no gap and no double"
        .formatted(answered);
  }

  String killHostAgent() throws Exception {
    checkDownload(tenant.get(FILE));
    String before = whoami().path("startedAt").asText();
    long generation = generation();
    long killedPid = stack.child("host-agent").pid();
    stack.child("host-agent").kill();
    int served = 0;
    boolean back = false;
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!back && System.nanoTime() < end) {
      Unexpected.unless(whoami().path("startedAt").asText().equals(before), "It was restarted.");
      served++;
      Child agent = stack.child("host-agent");
      back = agent.pid() != killedPid && agent.isReady() && replicas() == 1 && served > 20;
      Thread.sleep(100);
    }
    Unexpected.unless(back, "Expected a new agent that holds the replica.");
    Unexpected.unless(
        generation() == generation, "Expected the running replica to be adopted, not replaced.");
    return "%d requests served meanwhile by the same process; adopted".formatted(served);
  }

  String withoutTheBrain() throws Exception {
    checkDownload(tenant.get(FILE));
    String before = whoami().path("startedAt").asText();
    api.awaitStatus(INSTANCE, "running", PATIENCE);
    api.awaitStatus(NEIGHBOUR, "asleep", PATIENCE);
    Await.until("a snapshot of the routes as they are", PATIENCE, this::savedRoutes);
    List<String> brain = List.of("streams-app", "broker");
    brain.forEach(name -> stack.child(name).hold());
    checkDownload(tenant.get(FILE));
    stack.child("edge").kill();
    long killed = System.nanoTime();
    String after = Await.until("an answer of the edge", PATIENCE, this::startedAtIfAnswered);
    long answered = Duration.ofNanos(System.nanoTime() - killed).toMillis();
    Unexpected.unless(after.equals(before), "It was restarted.");
    checkDownload(tenant.get(FILE));
    HttpResponse<byte[]> wake = neighbour.get("/");
    Unexpected.unless(
        wake.statusCode() == 503 && wake.headers().firstValue("Retry-After").isPresent(),
        "Expected 503 and Retry-After for a sleeper, but got %d %s",
        wake.statusCode(),
        wake.headers().map());
    brain.reversed().forEach(name -> stack.child(name).release());
    for (String name : brain.reversed()) {
      stack.child(name).awaitReady(PATIENCE);
    }
    return "acme served by a new edge %d ms after the kill; zebra, asleep, 503; then Kafka again"
        .formatted(answered);
  }

  String loseAReplica() throws Exception {
    TenantClient cluster = tenants.apply(Cluster.INSTANCE);
    return new Cluster(api, cluster, system.settings(), blueprint()).loseAReplica();
  }

  /** While the cluster is awake on the first host, so that new replicas go to the second. */
  String loseAHost() throws Exception {
    String seen = new LostHost(api, tenants, system, blueprint()).loseTheSecondHost();
    api.passivate(Cluster.INSTANCE, PATIENCE);
    return seen;
  }

  /** The routes of the edge, once its snapshot has all of them. */
  private Optional<JsonNode> savedRoutes() throws IOException, InterruptedException {
    JsonNode routes = edgeAdmin.get("/routes").expect(200).json();
    return routes.path("unsaved").asLong(1) == 0 ? Optional.of(routes) : Optional.empty();
  }

  private Optional<String> startedAtIfAnswered() throws InterruptedException {
    try {
      return Optional.of(whoami().path("startedAt").asText());
    } catch (IOException notYet) {
      return Optional.empty();
    }
  }

  String history() throws Exception {
    api.awaitStatus(INSTANCE, "asleep", PATIENCE);
    List<JsonNode> history = api.history(INSTANCE);
    Fold.checkComplete(history);
    String folded = Fold.status(history);
    String shown = api.status(INSTANCE).orElse("none");
    Unexpected.unless(
        folded.equals(shown), "Expected the history to fold to %s, but got %s", shown, folded);
    history.forEach(event -> System.out.println(Phases.line(event)));
    return "%d events, folded: %s, shown: %s".formatted(history.size(), folded, shown);
  }

  /** With the command that an operator would type. */
  String compareLogAndStores() throws Exception {
    Path jar = repository.resolve("streams-app/app/target/streams-app.jar");
    Process fold =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                jar.toString(),
                "fold",
                "--kafka.bootstrap.servers=" + system.settings().kafka())
            .redirectErrorStream(true)
            .start();
    List<String> lines;
    try (BufferedReader output = fold.inputReader(StandardCharsets.UTF_8)) {
      lines = output.lines().toList();
    }
    Unexpected.unless(fold.waitFor() == 0, "Expected no difference, but got %s", lines);
    return lines.getLast();
  }

  private void sleepNow() throws Exception {
    if (!api.status(INSTANCE).orElse("").equals("asleep")) {
      api.passivate(INSTANCE, PATIENCE);
    }
  }

  private JsonNode whoami() throws IOException, InterruptedException {
    HttpResponse<byte[]> response = tenant.get("/whoami");
    Unexpected.unless(
        response.statusCode() == 200, "Expected 200, but got %d", response.statusCode());
    return JSON.readTree(response.body());
  }

  private long generation() throws InterruptedException {
    return api.instance(INSTANCE).map(view -> view.path("generation").asLong()).orElse(-1L);
  }

  private int replicas() throws IOException, InterruptedException {
    int replicas = 0;
    for (JsonNode host : api.get("/v1/hosts").expect(200).json().path("items")) {
      replicas += host.path("replicas").asInt();
    }
    return replicas;
  }

  private void checkDownload(HttpResponse<byte[]> response) {
    Unexpected.unless(
        response.statusCode() == 200,
        "Expected the file, but got %d %s",
        response.statusCode(),
        new String(
            response.body(), 0, Math.min(500, response.body().length), StandardCharsets.UTF_8));
    Unexpected.unless(
        sha256(response.body()).equals(sha), "Expected the SHA-256 of the uploaded file.");
  }

  private Path someMegabytes() throws IOException {
    try (var jars = Files.list(repository.resolve("streams-app/app/target/lib"))) {
      return jars.filter(jar -> jar.toFile().length() > 2_000_000)
          .filter(jar -> jar.toFile().length() < 20_000_000)
          .sorted()
          .findFirst()
          .orElseThrow(() -> new Unexpected("Expected a jar of some megabytes in the build."));
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
