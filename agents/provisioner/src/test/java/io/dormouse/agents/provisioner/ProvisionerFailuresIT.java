package io.dormouse.agents.provisioner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.agents.provisioner.kit.DeadLetterReader;
import io.dormouse.agents.provisioner.kit.Eventually;
import io.dormouse.agents.provisioner.kit.RecordingServer;
import io.dormouse.agents.provisioner.kit.Servers;
import io.dormouse.agents.provisioner.s3.S3Clients;
import io.dormouse.language.resources.ResourceCommand.ProvideResources;
import io.dormouse.language.resources.ResourceCommand.RemoveResources;
import io.dormouse.language.resources.ResourceStatus.BucketDeleted;
import io.dormouse.language.resources.ResourceStatus.Provided;
import io.dormouse.language.resources.ResourceStatus.SchemaDropped;
import io.dormouse.language.resources.ResourceStatus.StepFailed;
import io.dormouse.language.resources.ResourceStep;
import io.dormouse.language.resources.SeedName;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Commands while servers fail, or while the commands themselves are wrong. */
class ProvisionerFailuresIT extends WholeProgram {

  ProvisionerFailuresIT(Servers servers) throws Exception {
    super(servers);
  }

  @Test
  void shouldSayWhichStepFailedAndGoOnWithANewRequest() throws Exception {
    ProvideResources first = provide(instance("acme"), resource("a"), 1, null, null);
    ProvideResources second = provide(instance("acme"), resource("a"), 2, "main", null);
    try (RecordingServer busy = new RecordingServer(503)) {
      start(house().with("--s3.endpoint=" + busy.endpoint()));
      brain().command(first);

      StepFailed failed = brain().await(StepFailed.class, first);

      assertThat(failed.step()).isEqualTo(ResourceStep.CREATE_BUCKET);
      assertThat(failed.message()).contains("503");
      stopAll();
    }
    start(house());
    brain().command(second);
    brain().await(Provided.class, second);
  }

  @Test
  void shouldGiveUpRetryingForANewerCommand() throws Exception {
    ProvideResources provide = provide(instance("acme"), resource("a"), 1, null, null);
    RemoveResources remove = new RemoveResources(instance("acme"), resource("a"), 2, null);
    try (RecordingServer busy = new RecordingServer(503)) {
      start(
          house()
              .with(
                  "--s3.endpoint=" + busy.endpoint(),
                  "--retry.first.backoff=1h",
                  "--retry.longest.backoff=1h"));
      brain().command(provide);
      Eventually.holds("a try at the bucket", () -> !busy.requests().isEmpty());

      brain().command(remove);
      brain().await(SchemaDropped.class, remove);

      Eventually.holds("one of two commands finished", () -> committed() == 1);
    }
    stopAll();
    start(house());
    brain().await(BucketDeleted.class, remove);
    assertNothingIsLeft(provide.resource());
  }

  @Test
  void shouldLockNobodyOutWhenThereAreNoNewKeys() throws Exception {
    ProvideResources first = provide(instance("acme"), resource("a"), 1, null, null);
    ProvideResources second = provide(instance("acme"), resource("a"), 2, "main", null);
    ProvideResources third = provide(instance("acme"), resource("a"), 3, "main", null);
    start(
        house()
            .with(
                "--s3.access=sts",
                "--sts.role.arn=arn:aws:iam::123456789012:role/tenants",
                "--retry.refused.attempts=2"));
    brain().command(first);
    Map<String, String> older = opened(first.instance(), brain().await(Provided.class, first));
    servers().iam().fail(2, "AssumeRole", 403, "AccessDenied");

    brain().command(second);
    StepFailed failed = brain().await(StepFailed.class, second);

    assertThat(failed.step()).isEqualTo(ResourceStep.ISSUE_KEYS);
    assertThat(bucketPolicy(first)).contains("\"*:" + first.resource() + "-0-1\"");
    try (Connection login = login(older)) {
      assertThat(login.isValid(1)).isTrue();
    }

    brain().command(third);
    brain().await(Provided.class, third);

    assertThat(bucketPolicy(first)).contains("\"*:" + first.resource() + "-0-3\"");
    assertThatThrownBy(() -> login(older)).isInstanceOf(SQLException.class);
  }

  private String bucketPolicy(ProvideResources command) {
    try (S3Clients clients = clients()) {
      return clients.s3().getBucketPolicy(to -> to.bucket("test-" + command.resource())).policy();
    }
  }

  @Test
  void shouldWaitForAUserThatIsNotKnownEverywhereYet() throws Exception {
    ProvideResources command = provide(instance("acme"), resource("a"), 1, null, null);
    servers().iam().fail(3, "PutUserPolicy", 404, "NoSuchEntity");
    start(house().with("--retry.refused.attempts=2"));

    brain().command(command);

    brain().await(Provided.class, command);
    assertThat(userKeys(command.resource())).hasSize(1);
  }

  @Test
  void shouldNotStopAtWhatItCannotRead() throws Exception {
    ProvideResources command = provide(instance("acme"), resource("a"), 1, null, null);
    start(house());

    brain().send(command.instance().value(), "rubbish".getBytes(StandardCharsets.UTF_8));
    brain().send("Not an instance; DROP SCHEMA x", null);
    brain().command(command);

    brain().await(Provided.class, command);
    assertThat(DeadLetterReader.keys(servers().broker(), prefix(), 2))
        .containsExactlyInAnyOrder(command.instance().value(), "Not an instance; DROP SCHEMA x");
  }

  @Test
  void shouldNotHaveASeedThatIsMissing() throws Exception {
    ProvideResources command =
        provide(instance("acme"), resource("a"), 1, null, new SeedName("no-such-seed"));
    start(house());
    brain().command(command);

    StepFailed failed = brain().await(StepFailed.class, command);

    assertThat(failed.step()).isEqualTo(ResourceStep.SEED);
    assertThat(failed.message()).contains("Expected the seed 'no-such-seed'");
  }

  @Test
  void shouldSayWhetherItIsReady() throws Exception {
    Provisioner provisioner = notStarted(house());
    assertThat(status(provisioner, "/health")).isEqualTo(200);
    assertThat(status(provisioner, "/ready")).isEqualTo(503);

    provisioner.start();

    Eventually.holds("ready", () -> status(provisioner, "/ready") == 200);
    assertThat(status(provisioner, "/other")).isEqualTo(404);
  }

  private static int status(Provisioner provisioner, String path) {
    try {
      var connection =
          (java.net.HttpURLConnection)
              java.net
                  .URI
                  .create("http://127.0.0.1:" + provisioner.adminPort() + path)
                  .toURL()
                  .openConnection();
      return connection.getResponseCode();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
