package io.dormouse.agents.host.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.agents.host.kit.Eventually;
import io.dormouse.agents.host.kit.Http;
import io.dormouse.agents.host.kit.TestApp;
import io.dormouse.language.blueprint.ReplicaSpec;
import io.dormouse.language.instance.ChangedFiles;
import io.dormouse.language.instance.ReplicaId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The promises of every driver, tried with a real engine or real processes. */
public abstract class ReplicaDriverContract {

  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final ReplicaId ACME = ReplicaId.parse("acme.0");

  /** The driver under test. */
  protected abstract ReplicaDriver driver();

  /** Closes the driver and opens another one for the same host, as a restarted agent does. */
  protected abstract ReplicaDriver restarted();

  @Test
  void shouldServeWhatItStarted() throws Exception {
    LiveReplica live = started(order(1, "serve"));

    assertThat(Http.get(live.address(), live.port(), "/").body()).isEqualTo("hello\n");
  }

  @Test
  void shouldHandOverTheEnvironment() throws Exception {
    LiveReplica live = started(order(1, "serve"));

    assertThat(Http.get(live.address(), live.port(), "/cgi-bin/environment").body())
        .contains("GREETING=from the order\n", "DORMOUSE_REPLICA=acme.0\n", "PORT=");
  }

  /** The environment of an application that is not started by a shell. */
  protected abstract List<String> environment(ReplicaHandle handle) throws Exception;

  @Test
  void shouldKeepEveryVariableAsItIs() throws Exception {
    Map<String, String> odd = new HashMap<>();
    odd.put("discovery.type", "single-node");
    odd.put("with-dash", "a b");
    odd.put("1st", "$HOME `id` \\ \"'");
    odd.put("it's \\ ${odd} #", "two\nlines");
    odd.put("-u", "an option");
    odd.put("größe", "€ 12");
    odd.put("empty.value", "");
    odd.put("EMPTY", "");
    odd.put("IFS", ":");
    odd.put("PPID", "no number");
    odd.put("OPTIND", "7");
    odd.put("PS4", "> ");
    odd.put("DORMOUSE_LAUNCH_0", "not the launcher's");
    odd.put("BASH_FUNC_f%%", "() { :; }");
    odd.put("LONG", "x".repeat(100_000));
    Map<String, String> whole = new HashMap<>(odd);
    whole.put("MODE", "serve");
    started(new ReplicaOrder(ACME, 1, TestApp.spec("serve"), whole, 7, "the-spec"));

    List<String> found = environment(handle());

    assertThat(found)
        .containsAll(
            odd.entrySet().stream().map(one -> one.getKey() + "=" + one.getValue()).toList())
        .doesNotHaveDuplicates();
    assertThat(found.stream().filter(one -> one.startsWith("DORMOUSE_LAUNCH_"))).hasSize(1);
  }

  @Test
  void shouldListWhatRuns() {
    ReplicaOrder order = order(3, "serve");
    started(order);

    assertThat(driver().list())
        .singleElement()
        .satisfies(found -> {
          assertThat(found.replica()).isEqualTo(ACME);
          assertThat(found.generation()).isEqualTo(3);
          assertThat(found.state()).isEqualTo(FoundState.RUNNING);
          assertThat(found.specHash()).isEqualTo(order.specHash());
          assertThat(found.credentials()).isEqualTo(7);
          assertThat(found.memoryBytes()).isEqualTo(64 << 20);
          assertThat(found.outdated()).isFalse();
        });
  }

  @Test
  void shouldListWhatWasCreatedAndNeverStarted() {
    driver().create(order(1, "serve"));

    assertThat(driver().list()).extracting(FoundReplica::state).containsExactly(FoundState.CREATED);
  }

  @Test
  void shouldStopWithGrace() {
    LiveReplica live = started(order(1, "serve"));

    Exit exit = driver().stop(handle(), GRACE);

    assertThat(exit.code()).isZero();
    assertThat(live.end())
        .isCompletedWithValueMatching(end -> Integer.valueOf(0).equals(end.code()));
    assertThat(Http.answers(live.address(), live.port())).isFalse();
  }

  @Test
  void shouldEndAtOnceWhatLeavesSigtermToItsDefault() {
    LiveReplica live = started(order(1, "plain"));

    Exit exit = driver().stop(handle(), Duration.ofMinutes(5));

    assertThat(exit.code()).isEqualTo(128 + 15);
    assertThat(Http.answers(live.address(), live.port())).isFalse();
  }

  @Test
  void shouldKillWhatDoesNotEndWithinItsGrace() {
    LiveReplica live = started(order(1, "stubborn"));

    driver().stop(handle(), Duration.ofMillis(300));

    assertThat(live.end()).isDone();
    assertThat(Http.answers(live.address(), live.port())).isFalse();
  }

  @Test
  void shouldStopAndRemoveAgainWithoutHarm() {
    started(order(1, "serve"));
    ReplicaHandle handle = handle();
    driver().stop(handle, GRACE);
    driver().stop(handle, GRACE);
    driver().remove(handle);
    driver().remove(handle);

    driver().stop(handle, GRACE);

    assertThat(driver().list()).isEmpty();
  }

  @Test
  void shouldRemoveWhatRuns() {
    LiveReplica live = started(order(1, "serve"));

    driver().remove(handle());

    assertThat(driver().list()).isEmpty();
    assertThat(Http.answers(live.address(), live.port())).isFalse();
  }

  @Test
  void shouldTellTheEndAtOnceWithExitCodeAndLog() throws Exception {
    LiveReplica live = started(order(1, "exits"));

    assertThat(live.end().get(10, TimeUnit.SECONDS).code()).isEqualTo(3);
    assertThat(driver().logs(handle(), 20)).hasSize(20).endsWith("line 29", "line 30");
  }

  @Test
  void shouldTellWhenARunningReplicaCrashes() throws Exception {
    LiveReplica live = started(order(1, "serve"));

    Http.crash(live.address(), live.port());

    assertThat(live.end().get(3, TimeUnit.SECONDS).code()).isEqualTo(7);
  }

  @Test
  void shouldNameTheImageThatIsMissing() {
    ReplicaSpec spec = TestApp.spec("127.0.0.1:1/dormouse-test/nothing:here", "serve", GRACE);

    assertThatThrownBy(() -> driver().create(new ReplicaOrder(ACME, 1, spec, Map.of(), 0, "spec")))
        .isInstanceOf(ImageMissingException.class)
        .hasMessageContaining("127.0.0.1:1/dormouse-test/nothing:here");
    assertThat(driver().list()).isEmpty();
  }

  @Test
  void shouldTellTheFilesThatAnApplicationChangedAndNoOthers() throws Exception {
    LiveReplica live = started(order(1, "serve"));
    Http.get(live.address(), live.port(), "/cgi-bin/write");
    ReplicaHandle handle = handle();
    driver().stop(handle, GRACE);

    ChangedFiles files = driver().changedFiles(handle).orElseThrow();

    assertThat(files.count()).isEqualTo(3);
    assertThat(files.paths())
        .hasSize(3)
        .anyMatch(path -> path.endsWith("data/a"))
        .anyMatch(path -> path.endsWith("data/b-c/d"))
        .anyMatch(path -> path.endsWith("data/b/c"));
  }

  @Test
  void shouldTellOfNoFilesWhereNothingChanged() {
    started(order(1, "serve"));
    ReplicaHandle handle = handle();
    driver().stop(handle, GRACE);

    assertThat(driver().changedFiles(handle)).isEmpty();
  }

  @Test
  void shouldAdoptWhatAnEarlierDriverStarted() throws Exception {
    ReplicaOrder order = order(4, "serve");
    LiveReplica before = started(order);
    ReplicaDriver restarted = restarted();

    FoundReplica found = restarted.list().get(0);
    LiveReplica adopted = restarted.adopt(found.handle(), order);

    assertThat(found.generation()).isEqualTo(4);
    assertThat(adopted.port()).isEqualTo(before.port());
    assertThat(Http.get(adopted.address(), adopted.port(), "/").body()).isEqualTo("hello\n");
    Http.crash(adopted.address(), adopted.port());
    assertThat(adopted.end().get(3, TimeUnit.SECONDS).code()).isEqualTo(7);
  }

  @Test
  void shouldStopWhatAnEarlierDriverStarted() {
    LiveReplica before = started(order(4, "serve"));
    ReplicaDriver restarted = restarted();

    restarted.stop(restarted.list().get(0).handle(), GRACE);

    assertThat(Http.answers(before.address(), before.port())).isFalse();
  }

  @Test
  void shouldRunSeveralReplicasBesideEachOther() throws Exception {
    List<CompletableFuture<LiveReplica>> starts =
        List.of("a.0", "b.0", "c.0").stream()
            .map(id ->
                CompletableFuture.supplyAsync(
                    () -> started(order(ReplicaId.parse(id), 1, "serve"))))
            .toList();

    for (CompletableFuture<LiveReplica> start : starts) {
      LiveReplica live = start.get(20, TimeUnit.SECONDS);
      assertThat(Http.get(live.address(), live.port(), "/").body()).isEqualTo("hello\n");
    }
  }

  /** Creates and starts a replica; returns when it listens, or has ended if that is its mode. */
  protected final LiveReplica started(ReplicaOrder order) {
    ReplicaHandle handle = driver().create(order).handle();
    LiveReplica live = driver().start(handle, order);
    Eventually.holds(
        "the application listens or ends",
        () -> live.end().isDone() || Http.answers(live.address(), live.port()));
    return live;
  }

  protected final ReplicaHandle handle() {
    return driver().list().get(0).handle();
  }

  protected static ReplicaOrder order(long generation, String mode) {
    return order(ACME, generation, mode);
  }

  private static ReplicaOrder order(ReplicaId replica, long generation, String mode) {
    return new ReplicaOrder(
        replica,
        generation,
        TestApp.spec(mode),
        Map.of("MODE", mode, "GREETING", "from the order", "DORMOUSE_REPLICA", replica.toString()),
        7,
        "the-spec");
  }
}
