package io.dormouse.agents.provisioner.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.agents.provisioner.kit.Eventually;
import io.dormouse.agents.provisioner.work.CancellationToken;
import io.dormouse.agents.provisioner.work.WorkCancelledException;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.resources.ResourceCommand;
import io.dormouse.language.resources.ResourceCommand.ProvideResources;
import io.dormouse.language.resources.ResourceId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class LanesTest {

  private final List<String> log = new CopyOnWriteArrayList<>();
  private final Lanes lanes = new Lanes(this::work);

  /** Ends at once if the request is even, and else works until it is cancelled. */
  private void work(ResourceCommand command, CancellationToken token) throws InterruptedException {
    log.add("begin " + name(command));
    try {
      if (command.request() % 2 == 1) {
        token.pause(Duration.ofMinutes(1));
      }
      log.add("end " + name(command));
    } catch (WorkCancelledException e) {
      log.add((token.isSuperseded() ? "superseded " : "stopped ") + name(command));
    }
  }

  @Test
  void shouldEndWorkOnAnOlderCommandForANewerOne() {
    lanes.take(order("acme", "a", 1));
    logs("begin acme 1");
    lanes.take(order("acme", "a", 3));
    lanes.take(order("acme", "a", 4));

    logs("finished acme 4");
    assertThat(log)
        .contains("superseded acme 1", "finished acme 1", "finished acme 3", "end acme 4")
        .containsSubsequence("superseded acme 1", "begin acme 4");
    Eventually.holds("nothing unfinished", () -> lanes.unfinished() == 0);
  }

  @Test
  void shouldWorkOnDifferentInstancesAtOnce() {
    lanes.take(order("acme", "a", 1));
    lanes.take(order("other", "b", 1));

    logs("begin acme 1");
    logs("begin other 1");
    assertThat(lanes.unfinished()).isEqualTo(2);
    lanes.stop(partition -> true, Duration.ofSeconds(10));
  }

  @Test
  void shouldNotGiveUpOneLifeOfAnInstanceForTheNext() {
    lanes.take(order("acme", "a", 1));
    logs("begin acme 1");
    lanes.take(order("acme", "b", 2));

    assertThat(log).doesNotContain("superseded acme 1", "begin acme 2");
    lanes.take(order("acme", "a", 4));
    logs("finished acme 2");
    logs("finished acme 4");
  }

  @Test
  void shouldHaveNothingToDoAfterATombstone() {
    lanes.take(order("acme", "a", 1));
    logs("begin acme 1");

    lanes.forget(new InstanceId("acme"));

    logs("finished acme 1");
    assertThat(log).contains("superseded acme 1");
  }

  @Test
  void shouldNotFinishWhatIsStopped() {
    lanes.take(order("acme", "a", 1));
    lanes.take(order("acme", "b", 2));
    logs("begin acme 1");

    lanes.stop(partition -> true, Duration.ofSeconds(10));

    assertThat(log).containsExactly("begin acme 1", "stopped acme 1");
    assertThat(lanes.unfinished()).isZero();
  }

  private void logs(String line) {
    Eventually.holds(line, () -> log.contains(line));
  }

  private Lanes.Order order(String instance, String resource, long request) {
    ProvideResources command =
        new ProvideResources(
            new InstanceId(instance),
            new ResourceId(resource + "000000000000000"),
            request,
            null,
            null,
            List.of());
    return new Lanes.Order(command, 0, () -> log.add("finished " + name(command)));
  }

  private static String name(ResourceCommand command) {
    return command.instance() + " " + command.request();
  }
}
