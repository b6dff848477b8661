package io.dormouse.agents.host.driver.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.agents.host.driver.DriverException;
import io.dormouse.agents.host.driver.FoundReplica;
import io.dormouse.agents.host.driver.FoundState;
import io.dormouse.agents.host.driver.LiveReplica;
import io.dormouse.agents.host.driver.ReplicaDriver;
import io.dormouse.agents.host.driver.ReplicaDriverContract;
import io.dormouse.agents.host.driver.ReplicaHandle;
import io.dormouse.agents.host.driver.ReplicaOrder;
import io.dormouse.agents.host.driver.process.os.MarkedProcesses;
import io.dormouse.agents.host.driver.process.state.StateFolders;
import io.dormouse.agents.host.kit.Http;
import io.dormouse.agents.host.kit.TestApp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessDriverTest extends ReplicaDriverContract {

  private static final String ADDRESS = "127.0.0.1";

  @TempDir private Path folder;
  private ProcessDriver driver;

  @BeforeEach
  void open() throws IOException {
    TestApp.imagesIn(folder.resolve("images"));
    driver = opened();
  }

  @AfterEach
  void removeAll() {
    driver.list().forEach(found -> driver.remove(found.handle()));
    driver.close();
  }

  @Override
  protected ReplicaDriver driver() {
    return driver;
  }

  @Override
  protected ReplicaDriver restarted() {
    driver.close();
    driver = opened();
    return driver;
  }

  @Override
  protected List<String> environment(ReplicaHandle handle) throws IOException {
    for (long pid : MarkedProcesses.alive(mark())) {
      Path process = Path.of("/proc/" + pid);
      if (Files.readString(process.resolve("cmdline")).endsWith("/dev/run\0")) {
        return List.of(Files.readString(process.resolve("environ")).split("\0", -1));
      }
    }
    throw new AssertionError("Expected the program among the processes of " + handle);
  }

  @Test
  void shouldRunAProgramThatEnvWouldTakeForAVariable() throws Exception {
    driver.close();
    TestApp.imagesIn(folder.resolve("a=b"));
    driver = new ProcessDriver(folder.resolve("data"), folder.resolve("a=b"), ADDRESS);
    driver.watch(() -> {});

    LiveReplica live = started(order(1, "serve", Map.of("with.dot", "1")));

    assertThat(Http.get(live.address(), live.port(), "/").body()).isEqualTo("hello\n");
  }

  @Test
  void shouldRefuseAVariableThatNoSystemCanHave() {
    ReplicaOrder order = order(1, "serve", Map.of("A", "secret\0"));
    ReplicaHandle handle = driver.create(order).handle();

    assertThatThrownBy(() -> driver.start(handle, order))
        .isInstanceOf(DriverException.class)
        .hasMessageContaining("no NUL")
        .hasMessageContaining("'A'")
        .hasMessageNotContaining("secret");
  }

  @Test
  void shouldSayThatAnEnvironmentIsTooLarge() {
    ReplicaOrder order = order(1, "serve", Map.of("A", "x".repeat(200_000)));
    ReplicaHandle handle = driver.create(order).handle();

    assertThatThrownBy(() -> driver.start(handle, order))
        .isInstanceOf(DriverException.class)
        .hasMessageContaining("expected an environment that the system takes")
        .hasMessageNotContaining("xxx");
  }

  private static ReplicaOrder order(long generation, String mode, Map<String, String> more) {
    ReplicaOrder order = order(generation, mode);
    Map<String, String> whole = new HashMap<>(order.environment());
    whole.putAll(more);
    return new ReplicaOrder(order.replica(), generation, order.spec(), whole, 0, "the-spec");
  }

  private ProcessDriver opened() {
    ProcessDriver fresh =
        new ProcessDriver(folder.resolve("data"), folder.resolve("images"), ADDRESS);
    fresh.watch(() -> {});
    return fresh;
  }

  @Test
  void shouldTellTheGenerationAndKeepTheAgentsVariablesToItself() throws Exception {
    LiveReplica live = started(order(9, "serve"));

    assertThat(Http.get(live.address(), live.port(), "/cgi-bin/environment").body())
        .contains("DORMOUSE_GENERATION=9\n", "PORT=" + live.port() + "\n", "BIND=127.0.0.1\n")
        .doesNotContain("MAVEN");
  }

  @Test
  void shouldLeaveNothingBehind() throws IOException {
    ReplicaOrder order = order(1, "serve");
    started(order);
    String mark = mark();

    driver.remove(handle());

    assertThat(MarkedProcesses.alive(mark)).isEmpty();
    assertThat(folder.resolve("data/replicas")).isEmptyDirectory();
    assertThat(Path.of("/sys/fs/cgroup/memory/dormouse", mark)).doesNotExist();
  }

  @Test
  void shouldLetNobodyElseLookIntoItsState() throws IOException {
    driver.create(order(1, "serve"));

    assertThat(Files.getPosixFilePermissions(folder.resolve("data/replicas/acme.0")))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void shouldFindWhatAnAgentStartedThatKnewNothingOfCredentials() throws IOException {
    started(order(1, "serve"));
    Path start = folder.resolve("data/replicas/acme.0/start");
    Files.writeString(start, Files.readString(start).replaceFirst("credentials=.*\n", ""));

    assertThat(restarted().list())
        .singleElement()
        .satisfies(found -> {
          assertThat(found.state()).isEqualTo(FoundState.RUNNING);
          assertThat(found.credentials()).isZero();
        });
  }

  @Test
  void shouldEndWhatTheProgramLeftRunningWhenItEnds() {
    LiveReplica live = started(order(1, "exits"));

    live.end().join();

    assertThat(MarkedProcesses.alive(mark())).isEmpty();
  }

  @Test
  void shouldKnowTheExitCodeOfWhatEndedWhileNoAgentWasThere() {
    LiveReplica live = started(order(1, "exits"));
    live.end().join();

    FoundReplica found = restarted().list().get(0);

    assertThat(found.state()).isEqualTo(FoundState.ENDED);
    assertThat(found.exit()).isNotNull().extracting(exit -> exit.code()).isEqualTo(3);
  }

  @Test
  void shouldFinishARemovalThatAnEarlierAgentBegan() throws IOException {
    started(order(1, "serve"));
    String mark = mark();
    Path replicas = folder.resolve("data/replicas");
    Files.move(replicas.resolve("acme.0"), replicas.resolve(StateFolders.asideName(mark)));

    restarted();

    assertThat(MarkedProcesses.alive(mark)).isEmpty();
    assertThat(replicas).isEmptyDirectory();
  }

  @Test
  void shouldFinishARemovalThatWasNotDone() throws IOException {
    started(order(1, "serve"));
    String mark = mark();
    Path replicas = folder.resolve("data/replicas");
    Files.move(replicas.resolve("acme.0"), replicas.resolve(StateFolders.asideName(mark)));
    FoundReplica going = driver.list().get(0);
    assertThat(going.state()).isEqualTo(FoundState.GOING);
    assertThat(going.replica().toString()).isEqualTo("acme.0");

    driver.remove(going.handle());

    assertThat(driver.list()).isEmpty();
    assertThat(MarkedProcesses.alive(mark)).isEmpty();
    assertThat(replicas).isEmptyDirectory();
  }

  @Test
  void shouldNotTakeAnotherProcessForItsOwn() throws IOException {
    started(order(1, "serve"));
    Path state = folder.resolve("data/replicas/acme.0");
    driver.stop(handle(), Duration.ofSeconds(5));
    Files.writeString(state.resolve("pid"), ProcessHandle.current().pid() + "\n");

    assertThat(driver.list()).extracting(FoundReplica::state).containsExactly(FoundState.ENDED);
  }

  private String mark() {
    String handle = handle().value();
    return handle.substring(handle.indexOf('@') + 1);
  }
}
