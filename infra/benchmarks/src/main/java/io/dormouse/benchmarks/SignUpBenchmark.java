package io.dormouse.benchmarks;

import io.dormouse.kit.settings.Settings;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.kit.topics.TopicReader;
import io.dormouse.kit.topics.TopicReader.Source;
import io.dormouse.kit.topics.TopicWriter;
import io.dormouse.language.blueprint.BlueprintId;
import io.dormouse.language.command.Actor;
import io.dormouse.language.command.ActorKind;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.instance.InstanceEvent;
import io.dormouse.language.instance.InstanceEvent.CredentialsIssued;
import io.dormouse.language.instance.InstanceEvent.DatabaseBound;
import io.dormouse.language.instance.InstanceEvent.InstanceRequested;
import io.dormouse.language.instance.InstanceEvent.ResourcesFailed;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.owner.OwnerId;
import io.dormouse.language.owner.SignUp;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.local.RunningSystem;
import io.dormouse.local.Story;
import io.dormouse.local.client.ControlClient;
import io.dormouse.local.client.TenantClient;
import io.dormouse.local.client.Unexpected;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Measures a sign-up event to resources and credentials of its own, and to the first page: one
 * tenant at a time, then all others at once.
 */
final class SignUpBenchmark implements Story {

  private static final BlueprintId BLUEPRINT = new BlueprintId("notes");
  private static final int WARM_UP = 5;
  private static final int ONE_AT_A_TIME = 30;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final int count;
  private final Map<InstanceId, SigningUp> signingUp = new ConcurrentHashMap<>();
  private final Samples decided = new Samples();
  private final Samples bound = new Samples();
  private final Samples ready = new Samples();
  private final Samples page = new Samples();
  private final Samples inTheCrowd = new Samples();

  SignUpBenchmark(int count) {
    this.count = count;
  }

  /**
   * The times at which a sign-up's events were seen in the log, in nanoseconds after it was
   * written.
   */
  private static final class SigningUp {
    private final long written = System.nanoTime();
    private final CompletableFuture<Duration> requested = new CompletableFuture<>();
    private final CompletableFuture<Duration> bound = new CompletableFuture<>();
    private final CompletableFuture<Duration> ready = new CompletableFuture<>();

    Duration soFar() {
      return Duration.ofNanos(System.nanoTime() - written);
    }

    void saw(InstanceEvent event) {
      switch (event) {
        case InstanceRequested e -> requested.complete(soFar());
        case DatabaseBound e -> bound.complete(soFar());
        case CredentialsIssued e -> ready.complete(soFar());
        case ResourcesFailed e ->
            ready.completeExceptionally(
                new Unexpected("%s failed: %s".formatted(e.step(), e.message())));
        case InstanceEvent e -> {}
      }
    }
  }

  @Override
  public int play(RunningSystem system) throws Exception {
    KafkaSettings kafka =
        Settings.load(
            KafkaSettings.class,
            List.of("--kafka.bootstrap.servers=" + system.settings().kafka()),
            Map.of());
    List<Source<?>> events =
        List.of(
            Source.news(
                Topic.INSTANCE_EVENTS, Codecs.INSTANCE_EVENT, (key, event, raw) -> saw(event)));
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        TopicWriter writer = new TopicWriter(kafka, "bench", Duration.ofSeconds(10));
        TopicReader reader = new TopicReader(kafka, "bench", writer, events)) {
      reader.caughtUp().get(30, TimeUnit.SECONDS);
      Tenants tenants =
          new Tenants(
              new ControlClient(http, system.settings().api()), system.settings().repository());
      tenants.putBlueprint();
      int alone = Math.min(count, ONE_AT_A_TIME);
      for (int run = -WARM_UP; run < alone; run++) {
        signUpAndOpen(writer, tenants, http, system, run);
      }
      Duration all = signUpTogether(writer, count);
      print(alone, all);
    }
    return 0;
  }

  private void saw(@Nullable RecordedEvent event) {
    if (event != null) {
      SigningUp one = signingUp.get(event.instance());
      if (one != null) {
        one.saw(event.event());
      }
    }
  }

  private void signUpAndOpen(
      TopicWriter writer, Tenants tenants, HttpClient http, RunningSystem system, int run)
      throws Exception {
    InstanceId id = new InstanceId(run < 0 ? "warm-" + -run : "alone-" + run);
    SigningUp one = signUp(writer, id);
    Duration resources = one.ready.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    TenantClient tenant =
        new TenantClient(http, system.settings().edge(), id.value() + ".localhost");
    tenants.awaitDomain(id.value());
    int status = tenant.get("/").statusCode();
    Unexpected.unless(status == 200, "Expected 200 of the page of %s, but got %d", id, status);
    Duration opened = one.soFar();
    tenants.putToSleep(id.value());
    if (run >= 0) {
      decided.add(one.requested.join());
      bound.add(one.bound.join());
      ready.add(resources);
      page.add(opened);
    }
  }

  /** Writes all sign-ups at once; returns the time until the last one had its resources. */
  private Duration signUpTogether(TopicWriter writer, int many) throws Exception {
    long begin = System.nanoTime();
    List<SigningUp> all =
        IntStream.range(0, many)
            .mapToObj(i -> signUp(writer, new InstanceId("crowd-" + i)))
            .toList();
    for (SigningUp one : all) {
      inTheCrowd.add(one.ready.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private SigningUp signUp(TopicWriter writer, InstanceId id) {
    SigningUp one = new SigningUp();
    signingUp.put(id, one);
    writer.write(
        Topic.SIGNUPS,
        id.value(),
        Codecs.SIGN_UP,
        new SignUp(
            new CommandId("signup-" + id),
            new Actor(ActorKind.API_USER, "web-site"),
            id,
            BLUEPRINT,
            null,
            new OwnerId("owner-" + id),
            null));
    return one;
  }

  private void print(int alone, Duration all) {
    double perMinute = count * 60_000.0 / all.toMillis();
    Report report = new Report(System.out);
    report.title("sign-up, one at a time, %d of them; from the event to …".formatted(alone));
    report.row("… the instance being asked for", decided);
    report.row("… its database being chosen", bound);
    report.row("… its resources being ready", ready);
    report.row("… the first 200 of its page", page);
    report.row("of that: from ready resources to the page", page.minus(ready));
    report.title("sign-up, %d at once; from the event to …".formatted(count));
    report.row("… its resources being ready", inTheCrowd);
    report.line("all of them in %.1f s: %.0f a minute", all.toMillis() / 1e3, perMinute);
    report.result("signup.ready.median", ready.median(), "ms", "<=1000");
    report.result("signup.ready.p99", ready.p99(), "ms", "none");
    report.result("signup.page.median", page.median(), "ms", "<=3000");
    report.result("signup.page.p99", page.p99(), "ms", "none");
    report.result("signup.crowd.ready.median", inTheCrowd.median(), "ms", "none");
    report.result("signup.crowd.ready.p99", inTheCrowd.p99(), "ms", "none");
    report.result("signup.per_minute", perMinute, "sign-ups", ">=300");
    report.end();
  }
}
