package io.dormouse.agents.provisioner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.agents.provisioner.database.register.Registered;
import io.dormouse.language.instance.InstanceId;
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
  private static final SealedCredentials SEALED = new SealedCredentials(2, "key", "text", null);

  @Test
  void shouldBindFirst() {
    assertThat(ResourcePlanner.plan(provide(1, null, SEED), null))
        .containsExactly(new PlannedStep.Bind(null));
    assertThat(ResourcePlanner.plan(provide(1, "main", SEED), null))
        .containsExactly(new PlannedStep.Bind("main"));
  }

  @Test
  void shouldObtainKeysThenEndOlderAccessThenIssueNewCredentials() {
    assertThat(words(provide(1, null, SEED), found(1, false, null)))
        .isEqualTo(
            "TellDatabaseChosen EnsureSchema EnsureBucket ObtainKeys EndAccess Seed"
                + " IssueCredentials");
    assertThat(words(provide(3, "main", SEED), found(3, true, null)))
        .isEqualTo("EnsureSchema EnsureBucket ObtainKeys EndAccess IssueCredentials");
    assertThat(words(provide(3, "main", null), found(3, false, SEALED)))
        .as("credentials of an older request")
        .isEqualTo("EnsureSchema EnsureBucket ObtainKeys EndAccess IssueCredentials");
  }

  @Test
  void shouldHandOutTheSameCredentialsForTheSameRequest() {
    assertThat(ResourcePlanner.plan(provide(2, "main", SEED), found(2, true, SEALED)))
        .containsExactly(new PlannedStep.TellProvided(SEALED));
    assertThat(ResourcePlanner.plan(provide(2, null, SEED), found(2, true, SEALED)))
        .containsExactly(
            new PlannedStep.TellDatabaseChosen("main"), new PlannedStep.TellProvided(SEALED));
  }

  @Test
  void shouldRevokeThenExport() {
    assertThat(words(new RevokeResources(ACME, ID, 3, "main", false), found(3, true, null)))
        .isEqualTo("EndAccess TellRevoked");
    assertThat(words(new RevokeResources(ACME, ID, 3, "main", true), found(3, true, null)))
        .isEqualTo("EndAccess TellRevoked Export");
  }

  @Test
  void shouldRemoveInTheOrderThatCanBeResumed() {
    String order = "EndAccess RemoveSchema TellSchemaDropped RemoveBucket Forget TellBucketDeleted";

    assertThat(words(new RemoveResources(ACME, ID, 4, "main"), found(4, true, null)))
        .isEqualTo(order);
    assertThat(words(new RemoveResources(ACME, ID, 4, null), null)).isEqualTo(order);
  }

  @Test
  void shouldDoNothingForARequestOlderThanOneBegun() {
    for (ResourceCommand command :
        List.of(
            provide(2, "main", null),
            new RevokeResources(ACME, ID, 2, "main", true),
            new RemoveResources(ACME, ID, 2, "main"))) {
      assertThat(ResourcePlanner.plan(command, found(3, true, SEALED))).isEmpty();
    }
  }

  private static ProvideResources provide(
      long request, @Nullable String server, @Nullable SeedName seed) {
    return new ProvideResources(ACME, ID, request, server, seed);
  }

  private static Registered found(
      long request, boolean seeded, @Nullable SealedCredentials sealed) {
    return new Registered(ID, ACME, "main", request, 1, seeded, "", sealed);
  }

  private static String words(ResourceCommand command, @Nullable Registered found) {
    return ResourcePlanner.plan(command, found).stream()
        .map(step -> step.getClass().getSimpleName())
        .collect(Collectors.joining(" "));
  }
}
