package io.dormouse.local.supervision;

import static io.dormouse.local.kit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stack of real processes: small shell scripts. */
class StackTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Program.Times SHORT =
      new Program.Times(PATIENCE, Duration.ofMillis(50), Duration.ofMillis(500));

  @TempDir Path folder;

  private final List<String> said = new CopyOnWriteArrayList<>();

  @Test
  void shouldStartAKilledProgramAgainAtOnceAndSaySo() throws Exception {
    Program.Times longPause = new Program.Times(PATIENCE, Duration.ofHours(1), SHORT.grace());
    try (Stack stack = started(program("worker", "exec sleep 1000").in(longPause))) {
      Child worker = stack.child("worker");

      long killed = worker.kill();
      worker.awaitReady(PATIENCE);

      assertThat(worker.pid()).isNotEqualTo(killed);
      assertThat(ProcessHandle.of(worker.pid())).isPresent();
      assertThat(said).contains("worker ended with 137; started again (pid " + worker.pid() + ")");
    }
  }

  @Test
  void shouldNotStartAgainWhatIsHeldUntilItIsReleased() throws Exception {
    try (Stack stack = started(program("worker", "exec sleep 1000"))) {
      Child worker = stack.child("worker");

      long killed = worker.hold();

      assertThatThrownBy(() -> worker.awaitReady(Duration.ofSeconds(1)))
          .isInstanceOf(CannotStart.class);
      assertThat(worker.pid()).isEqualTo(killed);
      worker.release();
      worker.awaitReady(PATIENCE);
      assertThat(worker.pid()).isNotEqualTo(killed);
    }
  }

  @Test
  void shouldEndWhatIsHeldWhenClosed() throws Exception {
    Stack stack = started(program("worker", "exec sleep 1000"));
    stack.child("worker").hold();

    stack.close();

    assertThat(said).noneMatch(line -> line.contains("started again"));
  }

  @Test
  void shouldEndEveryProcessWhenClosed() throws Exception {
    Stack stack = started(program("one", "exec sleep 1000"), program("other", "exec sleep 1000"));
    List<ProcessHandle> processes =
        stack.children().stream()
            .map(child -> ProcessHandle.of(child.pid()).orElseThrow())
            .toList();

    stack.close();

    assertThat(processes).noneMatch(ProcessHandle::isAlive);
    assertThat(said).noneMatch(line -> line.contains("started again"));
    assertThat(folder.resolve("children")).doesNotExist();
  }

  @Test
  void shouldEndAProgramThatIsStillStarting() throws Exception {
    Program slow = readyWhen("slow", "exec sleep 1000", folder.resolve("never"));
    Stack stack = new Stack(List.of(slow), children(), said::add);
    stack.start();
    eventually("slow runs", () -> stack.child("slow").pid() > 0);
    ProcessHandle process = ProcessHandle.of(stack.child("slow").pid()).orElseThrow();

    stack.close();

    assertThat(process.isAlive()).isFalse();
  }

  @Test
  void shouldForceAProgramThatDoesNotEndWhenAsked() throws Exception {
    Stack stack = started(program("stubborn", "trap '' TERM; while :; do sleep 0.1; done"));
    ProcessHandle process = ProcessHandle.of(stack.child("stubborn").pid()).orElseThrow();

    stack.close();

    assertThat(process.isAlive()).isFalse();
  }

  @Test
  void shouldStartInOrderEndInReverseAndClearUpInBetween() throws Exception {
    Path diary = folder.resolve("diary");
    Program base = diarist("base", diary);
    Program top =
        diarist("top", diary)
            .startedAfter("base")
            .endedWith(List.of("sh", "-c", "echo cleared >> " + diary));

    started(top, base).close();

    assertThat(diary)
        .content()
        .isEqualTo(
            """
            base starts
            top starts
            top ends
            cleared
            base ends
            """);
  }

  @Test
  void shouldClearUpBehindAProgramThatWasKilled() throws Exception {
    Path cleared = folder.resolve("cleared");
    Program program =
        program("worker", "exec sleep 1000").endedWith(List.of("touch", cleared.toString()));
    try (Stack stack = started(program)) {
      stack.child("worker").kill();
    }

    assertThat(cleared).exists();
  }

  @Test
  void shouldRunASpareProgramOnlyAfterItWasAskedFor() throws Exception {
    Path diary = folder.resolve("diary");
    Program spare =
        diarist("spare", diary).endedWith(List.of("sh", "-c", "echo cleared >> " + diary));
    try (Stack stack = new Stack(List.of(), List.of(spare), children(), said::add)) {
      stack.start();
      stack.awaitReady();
      assertThat(stack.children()).isEmpty();
      assertThat(stack.child("spare").pid()).isEqualTo(-1);

      stack.startSpare("spare").awaitReady(Duration.ofSeconds(10));

      assertThat(stack.children()).containsExactly(stack.child("spare"));
      assertThat(diary).content().isEqualTo("spare starts\n");
    }
    assertThat(diary).content().isEqualTo("spare starts\nspare ends\ncleared\n");
  }

  @Test
  void shouldNotClearUpAtTheEndBehindASpareProgramThatNeverRan() {
    Path cleared = folder.resolve("cleared");
    Program spare =
        program("spare", "exec sleep 1000").endedWith(List.of("touch", cleared.toString()));
    Stack stack = new Stack(List.of(), List.of(spare), children(), said::add);
    stack.start();

    stack.close();

    assertThat(cleared).doesNotExist();
    assertThatThrownBy(() -> stack.startSpare("spare"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("expected an open stack to start spare");
  }

  @Test
  void shouldClearUpBehindASpareProgramOfAnEarlierRun() {
    Path cleared = folder.resolve("cleared");
    Program spare =
        program("spare", "exec sleep 1000").endedWith(List.of("touch", cleared.toString()));
    try (Stack stack = new Stack(List.of(), List.of(spare), children(), said::add)) {
      stack.clearUp();

      assertThat(cleared).exists();
    }
  }

  @Test
  void shouldGiveUpAProgramThatFailsFiveTimesInARowAndShowItsLastLines() throws Exception {
    Path starts = folder.resolve("starts");
    Program broken =
        readyWhen(
            "broken",
            "echo x >> " + starts + "; echo 'no such database'; exit 3",
            folder.resolve("never"));
    try (Stack stack = new Stack(List.of(broken), children(), said::add)) {
      stack.start();

      assertThatThrownBy(stack::awaitReady)
          .isInstanceOf(CannotStart.class)
          .hasMessageStartingWith("broken failed 5 times in a row. Its last lines (" + folder)
          .hasMessageEndingWith("no such database");
      assertThat(starts).content().isEqualTo("x\n".repeat(5));
    }
  }

  @Test
  void shouldShowTheLastLinesOfWhatIsNotReadyInTime() throws Exception {
    Program slow =
        readyWhen("slow", "echo 'waits for the moon'; exec sleep 1000", folder.resolve("never"));
    try (Stack stack = new Stack(List.of(slow), children(), said::add)) {
      stack.start();

      assertThatThrownBy(() -> stack.child("slow").awaitReady(Duration.ofSeconds(1)))
          .isInstanceOf(CannotStart.class)
          .hasMessageStartingWith("slow is not ready after 1 s. Its last lines (" + folder)
          .hasMessageEndingWith("waits for the moon");
    }
  }

  @Test
  void shouldReportWhatCannotBeExecuted() {
    Program program =
        Program.of(
                "ghost",
                List.of(folder.resolve("no-such-program").toString()),
                new ReadinessCheck.File(folder.resolve("never")),
                folder.resolve("ghost.log"))
            .in(SHORT);
    try (Stack stack = new Stack(List.of(program), children(), said::add)) {
      stack.start();

      assertThatThrownBy(stack::awaitReady)
          .isInstanceOf(CannotStart.class)
          .hasMessageContaining("ghost");
    }
  }

  private Stack started(Program... programs) throws Exception {
    Stack stack = new Stack(List.of(programs), children(), said::add);
    stack.start();
    stack.awaitReady();
    return stack;
  }

  private Children children() {
    return new Children(folder.resolve("children"), said::add);
  }

  private Program program(String name, String script) {
    Path ready = folder.resolve(name + ".ready");
    return readyWhen(name, "printf %s $$ > " + ready + "; " + script, ready);
  }

  private Program diarist(String name, Path diary) {
    return program(
        name,
        """
        echo %1$s starts >> %2$s
        trap 'echo %1$s ends >> %2$s; exit 0' TERM
        while :; do sleep 0.05; done
        """
            .formatted(name, diary));
  }

  private Program readyWhen(String name, String script, Path ready) {
    return Program.of(
            name,
            List.of("sh", "-c", script),
            new ReadinessCheck.File(ready),
            folder.resolve(name + ".log"))
        .in(SHORT);
  }
}
