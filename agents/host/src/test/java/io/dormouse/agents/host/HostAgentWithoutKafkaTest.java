package io.dormouse.agents.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.agents.host.kit.AgentProcess;
import io.dormouse.agents.host.kit.Http;
import io.dormouse.agents.host.kit.keys.TestKeyset;
import io.dormouse.kit.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostAgentWithoutKafkaTest {

  @TempDir private Path folder;

  @Test
  void shouldBeAliveAndNotReadyAndEndWhenAsked() throws Exception {
    HostAgent agent =
        new HostAgent(
            Settings.load(
                HostAgentSettings.class,
                List.of(
                    "--kafka.bootstrap.servers=127.0.0.1:1",
                    "--driver=process",
                    "--data.dir=" + folder,
                    "--admin.port=0"),
                Map.of()));
    Thread starting =
        Thread.ofPlatform()
            .start(() -> {
              try {
                agent.start();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    try {
      assertThat(Http.get("127.0.0.1", agent.adminPort(), "/health").statusCode()).isEqualTo(200);
      assertThat(Http.get("127.0.0.1", agent.adminPort(), "/ready").statusCode()).isEqualTo(503);
    } finally {
      agent.close();
      starting.interrupt();
      starting.join();
    }
  }

  @Test
  void shouldNotStartWithAKeysetThatOthersCanRead() throws Exception {
    Path keyset = TestKeyset.generate().in(folder);
    Files.setPosixFilePermissions(keyset, PosixFilePermissions.fromString("rw-r-----"));
    Path output = folder.resolve("output");
    List<String> flags =
        List.of("--driver=process", "--admin.port=0", "--credentials.private.keyset=" + keyset);
    try (AgentProcess program = new AgentProcess(output, flags)) {
      assertThat(program.await()).isEqualTo(2);
    }
    assertThat(Files.readString(output))
        .contains("credentials.private.keyset", "its mode is rw-r-----: chmod 600 it")
        .hasLineCount(1);
  }

  @Test
  void shouldEndWithCodeTwoAndOneSentenceAfterABadSetting() throws Exception {
    Path output = folder.resolve("output");
    try (AgentProcess program = new AgentProcess(output, List.of("--stopped.kept=many"))) {
      assertThat(program.await()).isEqualTo(2);
    }
    assertThat(Files.readString(output))
        .isEqualTo("The setting stopped.kept has the value 'many'. Expected a whole number.\n");
  }
}
