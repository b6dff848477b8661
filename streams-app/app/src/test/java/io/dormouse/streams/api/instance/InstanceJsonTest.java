package io.dormouse.streams.api.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.language.blueprint.BlueprintId;
import io.dormouse.language.blueprint.PassivationPolicy;
import io.dormouse.language.blueprint.Serving;
import io.dormouse.language.instance.ChangedFiles;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.owner.OwnerId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InstanceJsonTest {

  @Test
  void shouldWarnOfFilesThatWillBeGone() {
    String warning =
        InstanceJson.of(
                view(new ChangedFiles(7, List.of("/data/a", "/data/b"))), QueuePositions.NONE)
            .get("warnings")
            .get(0)
            .textValue();

    assertThat(warning)
        .contains("7 changed files: /data/a, /data/b and others")
        .contains("may be removed at any time");
  }

  @Test
  void shouldNotWarnWithoutReason() {
    assertThat(InstanceJson.of(view(null), QueuePositions.NONE).has("warnings")).isFalse();
    assertThat(InstanceJson.of(view(null), QueuePositions.NONE).has("changedFiles")).isFalse();
  }

  private static InstanceView view(@Nullable ChangedFiles files) {
    return new InstanceView(
        new InstanceId("acme"),
        new BlueprintId("notes"),
        1,
        new OwnerId("owner-1"),
        InstanceStatus.ASLEEP,
        Instant.EPOCH,
        1,
        1,
        null,
        null,
        0,
        false,
        List.of(),
        List.of(),
        PassivationPolicy.DEFAULT,
        1,
        Duration.ofSeconds(4),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        List.of(),
        Serving.DEFAULT,
        null,
        files,
        List.of(),
        false,
        false);
  }
}
