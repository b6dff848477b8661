package io.dormouse.agents.provisioner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.agents.provisioner.database.register.Registered;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.resources.ReplicaAccess;
import io.dormouse.language.resources.ReplicaCredentials;
import io.dormouse.language.resources.ResourceCommand;
import io.dormouse.language.resources.ResourceCommand.ProvideResources;
import io.dormouse.language.resources.ResourceCommand.RemoveResources;
import io.dormouse.language.resources.ResourceCommand.RevokeResources;
import io.dormouse.language.resources.ResourceId;
import io.dormouse.language.resources.SealedCredentials;
import io.dormouse.language.resources.SeedName;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ResourcePlannerTest {

  private static final InstanceId ACME = new InstanceId("acme");
  private static final ResourceId ID = new ResourceId("a000000000000000");
  private static final SeedName SEED = new SeedName("notes");
  private static final ReplicaCredentials FIRST = credentials(0, 2);
  private static final ReplicaCredentials SECOND = credentials(1, 2);

  @Test
  void shouldBindFirst() {
    assertThat(ResourcePlanner.plan(provide(1, null, SEED), null))
        .containsExactly(new PlannedStep.Bind(null));
    assertThat(ResourcePlanner.plan(provide(1, "main", SEED), null))
        .containsExactly(new PlannedStep.Bind("main"));
  }

  @Test
  void shouldObtainKeysThenEndOlderAccessThenIssueNewCredentials() {
    assertThat(words(provide(1, null, SEED), found(1, false)))
        .isEqualTo(
            "TellDatabaseChosen EnsureSchema EnsureBucket ObtainKeys EndAccess Seed"
                + " IssueCredentials");
    assertThat(words(provide(3, "main", SEED), found(3, true)))
        .isEqualTo("EnsureSchema EnsureBucket ObtainKeys EndAccess IssueCredentials");
    assertThat(words(provide(3, "main", null), found(3, false, FIRST)))
        .as("credentials of an older request")
        .isEqualTo("EnsureSchema EnsureBucket ObtainKeys EndAccess IssueCredentials");
  }

  @Test
  void shouldLeaveIssuedAccessAloneAndEndTheRest() {
    List<PlannedStep> steps =
        ResourcePlanner.plan(
            provide(3, "main", null, access(0, 3, false), access(1, 2, true)),
            found(3, true, FIRST, SECOND));

    assertThat(steps)
        .contains(
            new PlannedStep.ObtainKeys(List.of(access(0, 3, false))),
            new PlannedStep.EndAccess(List.of(access(1, 2, true))),
            new PlannedStep.IssueCredentials(List.of(access(0, 3, false))));
    assertThat(found(3, true, FIRST, SECOND).othersThan(List.of(access(1, 2, true))))
        .containsExactly(access(0, 2, true));
  }

  @Test
  void shouldEndWhatIsNotListedWhenNothingIsToBeIssued() {
    assertThat(
            ResourcePlanner.plan(
                provide(3, "main", null, access(0, 2, true)), found(3, true, FIRST, SECOND)))
        .containsExactly(
            new PlannedStep.EnsureSchema(),
            new PlannedStep.EnsureBucket(),
            new PlannedStep.EndAccess(List.of(access(0, 2, true))),
            new PlannedStep.TellProvided(List.of()));
  }

  @Test
  void shouldHandOutTheSameCredentialsForTheSameRequest() {
    ProvideResources both = provide(2, null, SEED, access(0, 2, false), access(1, 2, false));

    assertThat(ResourcePlanner.plan(provide(2, "main", SEED), found(2, true, FIRST)))
        .containsExactly(new PlannedStep.TellProvided(List.of(FIRST)));
    assertThat(ResourcePlanner.plan(both, found(2, true, FIRST, SECOND)))
        .containsExactly(
            new PlannedStep.TellDatabaseChosen("main"),
            new PlannedStep.TellProvided(List.of(FIRST, SECOND)));
    assertThat(words(both, found(2, true, FIRST)))
        .as("not all are there")
        .endsWith("ObtainKeys EndAccess IssueCredentials");
  }

  @Test
  void shouldRevokeThenExport() {
    assertThat(words(new RevokeResources(ACME, ID, 3, "main", false), found(3, true)))
        .isEqualTo("EndAccess TellRevoked");
    assertThat(words(new RevokeResources(ACME, ID, 3, "main", true), found(3, true)))
        .isEqualTo("EndAccess TellRevoked Export");
  }

  @Test
  void shouldRemoveInTheOrderThatCanBeResumed() {
    String order = "EndAccess RemoveSchema TellSchemaDropped RemoveBucket Forget TellBucketDeleted";

    assertThat(words(new RemoveResources(ACME, ID, 4, "main"), found(4, true))).isEqualTo(order);
    assertThat(words(new RemoveResources(ACME, ID, 4, null), null)).isEqualTo(order);
  }

  @Test
  void shouldDoNothingForARequestOlderThanOneBegun() {
    for (ResourceCommand command :
        List.of(
            provide(2, "main", null),
            new RevokeResources(ACME, ID, 2, "main", true),
            new RemoveResources(ACME, ID, 2, "main"))) {
      assertThat(ResourcePlanner.plan(command, found(3, true, FIRST))).isEmpty();
    }
  }

  private static ReplicaCredentials credentials(int replica, long version) {
    return new ReplicaCredentials(replica, new SealedCredentials(version, "key", "text", null));
  }

  private static ReplicaAccess access(int replica, long version, boolean issued) {
    return new ReplicaAccess(replica, version, issued);
  }

  private static ProvideResources provide(
      long request, @Nullable String server, @Nullable SeedName seed) {
    return provide(request, server, seed, access(0, request, false));
  }

  private static ProvideResources provide(
      long request, @Nullable String server, @Nullable SeedName seed, ReplicaAccess... access) {
    return new ProvideResources(ACME, ID, request, server, seed, List.of(access));
  }

  private static Registered found(long request, boolean seeded, ReplicaCredentials... credentials) {
    return new Registered(ID, ACME, "main", request, 1, seeded, "", List.of(credentials));
  }

  private static String words(ResourceCommand command, @Nullable Registered found) {
    return ResourcePlanner.plan(command, found).stream()
        .map(step -> step.getClass().getSimpleName())
        .collect(Collectors.joining(" "));
  }
}
