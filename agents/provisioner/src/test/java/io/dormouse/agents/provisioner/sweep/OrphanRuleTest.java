package io.dormouse.agents.provisioner.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.agents.provisioner.sweep.Existing.Kind;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.resources.ResourceCommand;
import io.dormouse.language.resources.ResourceCommand.RemoveResources;
import io.dormouse.language.resources.ResourceId;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrphanRuleTest {

  private static final ResourceId KNOWN = new ResourceId("a000000000000000");
  private static final ResourceId UNKNOWN = new ResourceId("b000000000000000");
  private static final List<ResourceCommand> COMMANDS =
      List.of(new RemoveResources(new InstanceId("acme"), KNOWN, 3, "main"));

  @Test
  void shouldFindWhatNoCommandNames() {
    List<Orphan> orphans =
        OrphanRule.orphans(
            COMMANDS,
            List.of(
                new Existing(Kind.BUCKET, "dormouse-" + KNOWN, KNOWN, null),
                new Existing(Kind.BUCKET, "dormouse-" + UNKNOWN, UNKNOWN, null),
                new Existing(Kind.SCHEMA, "dm_" + KNOWN, KNOWN, "main")));

    assertThat(orphans)
        .extracting(Orphan::toString)
        .containsExactly(
            "bucket dormouse-b000000000000000: no instance's newest command names its resources");
  }

  @Test
  void shouldFindWhatIsOnAnotherServerThanTheTenant() {
    List<Orphan> orphans =
        OrphanRule.orphans(
            COMMANDS, List.of(new Existing(Kind.SCHEMA, "dm_" + KNOWN, KNOWN, "second")));

    assertThat(orphans)
        .extracting(Orphan::toString)
        .containsExactly("schema dm_a000000000000000 on second: instance acme is bound to main");
  }
}
