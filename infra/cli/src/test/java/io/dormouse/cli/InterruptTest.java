package io.dormouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.cli.kit.FakeApi;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The program in a process of its own. */
class InterruptTest {

  @Test
  void shouldEndQuietlyWithCtrlC() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (FakeApi api = new FakeApi()) {
      api.events.beSilentOnce();
      api.answerNext(exchange -> {
        asked.countDown();
        api.events.serve(exchange, api.requests.getLast());
      });
      Process program =
          new ProcessBuilder(
                  // Tests that run in the background of a shell ignore it, as does what they start.
                  "env",
                  "--default-signal=INT",
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  DormouseMain.class.getName(),
                  "events",
                  "tail",
                  "--api",
                  api.address())
              .redirectErrorStream(true)
              .start();
      assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();

      new ProcessBuilder("kill", "-INT", String.valueOf(program.pid())).start().waitFor();

      assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(program.exitValue()).isEqualTo(130);
      assertThat(new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .isEmpty();
    }
  }
}
