package io.dormouse.agents.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.kit.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplicaEnvironmentFileTest {

  @TempDir private Path folder;

  @Test
  void shouldReadVariables() throws IOException {
    Path file = folder.resolve("environment");
    Files.writeString(file, "# for all\n\nA=1\nURL=http://x/?a=b\nEMPTY=\n");

    assertThat(ReplicaEnvironmentFile.read(file))
        .containsEntry("A", "1")
        .containsEntry("URL", "http://x/?a=b")
        .containsEntry("EMPTY", "")
        .hasSize(3);
  }

  @Test
  void shouldReadNothingWhereNoFileIsNamed() {
    assertThat(ReplicaEnvironmentFile.read(Path.of(""))).isEmpty();
  }

  @Test
  void shouldNameTheBadLineAndKeepItsContentSecret() throws IOException {
    Path file = folder.resolve("environment");
    Files.writeString(file, "A=1\nhunter2\n");

    assertThatThrownBy(() -> ReplicaEnvironmentFile.read(file))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("line 2")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void shouldNameTheFileThatIsNotThere() {
    assertThatThrownBy(() -> ReplicaEnvironmentFile.read(folder.resolve("nothing")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("nothing");
  }
}
