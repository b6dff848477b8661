package io.dormouse.agents.provisioner;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.agents.provisioner.kit.Brain;
import io.dormouse.agents.provisioner.kit.Servers;
import io.dormouse.agents.provisioner.s3.S3Clients;
import io.dormouse.language.resources.ResourceCommand.ProvideResources;
import io.dormouse.language.resources.ResourceCommand.RemoveResources;
import io.dormouse.language.resources.ResourceStatus.BucketDeleted;
import io.dormouse.language.resources.ResourceStatus.Provided;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The sweep as an operator runs it. */
class SweepIT extends WholeProgram {

  SweepIT(Servers servers) throws Exception {
    super(servers);
  }

  @Test
  void shouldSweepWhatNoCommandNames() throws Exception {
    ProvideResources known = provide(instance("acme"), resource("a"), 1, null, null);
    ProvideResources lost = provide(instance("lost"), resource("l"), 1, null, null);
    start(house());
    brain().command(known);
    brain().command(lost);
    brain().await(Provided.class, known);
    brain().await(Provided.class, lost);
    brain().send(lost.instance().value(), null);

    Sweeping found = sweep();
    Sweeping removed = sweep("--remove");
    Sweeping after = sweep();

    assertThat(found.exitCode()).isEqualTo(3);
    assertThat(found.lines())
        .filteredOn(line -> line.contains(lost.resource().value()))
        .extracting(line -> line.substring(0, line.indexOf(' ')))
        .containsExactlyInAnyOrder("register-entry", "schema", "role", "role", "s3-user", "bucket");
    assertThat(found.lines()).noneMatch(line -> line.contains(known.resource().value()));
    assertThat(removed.exitCode()).isEqualTo(3);
    assertThat(after.exitCode()).isZero();
    assertNothingIsLeft(lost.resource());
    assertThat(userKeys(known.resource())).hasSize(1);
  }

  @Test
  void shouldLeaveWhatAnotherInstallationHasMarkedAndWhatNobodyHas() throws Exception {
    ProvideResources known = provide(instance("acme"), resource("a"), 1, null, null);
    ProvideResources others = provide(instance("others"), resource("o"), 1, null, null);
    ProvideResources old = provide(instance("old"), resource("n"), 1, null, null);
    start(house());
    brain().command(known);
    brain().await(Provided.class, known);
    stopAll();
    for (var other :
        Map.of(others, "--installation.id=neighbours", old, "--installation.id=").entrySet()) {
      start(house().with(other.getValue()));
      brain().command(other.getKey());
      brain().await(Provided.class, other.getKey());
      brain().send(other.getKey().instance().value(), null);
      stopAll();
    }

    Sweeping removed = sweep("--remove");

    assertThat(removed.exitCode()).isEqualTo(3);
    assertThat(removed.lines()).noneMatch(line -> line.contains(others.resource().value()));
    assertThat(removed.lines())
        .filteredOn(line -> line.contains(old.resource().value()))
        .hasSize(6)
        .allMatch(line -> line.endsWith("never removed"));
    for (ProvideResources left : List.of(known, others, old)) {
      assertThat(userKeys(left.resource())).hasSize(1);
      try (S3Clients clients = clients()) {
        assertThat(clients.s3().listBuckets().buckets())
            .anyMatch(bucket -> bucket.name().equals("test-" + left.resource()));
      }
      assertThat(
              servers()
                  .postgres()
                  .ask(
                      "SELECT nspname FROM pg_namespace WHERE nspname = 'dm_"
                          + left.resource()
                          + "'"))
          .hasSize(1);
    }
    removeUnmarked(others, old);
  }

  /** Removes resources without a mark, so that no later test's sweep finds them. */
  private void removeUnmarked(ProvideResources... all) throws Exception {
    start(house());
    for (ProvideResources one : all) {
      RemoveResources remove = new RemoveResources(one.instance(), one.resource(), 2, "main");
      brain().command(remove);
      brain().await(BucketDeleted.class, remove);
    }
  }

  @Test
  void shouldNotSweepWithoutANameOfItsOwn() throws Exception {
    Sweeping nameless = sweep("--remove", "--installation.id=");

    assertThat(nameless.exitCode()).isEqualTo(2);
    assertThat(nameless.lines()).last().asString().contains("installation.id", "Expected");
  }

  @Test
  void shouldRemoveNothingWhenTheLogSaysNothing() throws Exception {
    ProvideResources command = provide(instance("acme"), resource("a"), 1, null, null);
    start(house());
    brain().command(command);
    brain().await(Provided.class, command);
    new Brain(servers().broker(), "empty.").close();

    Sweeping empty = sweep("--remove", "--topics.prefix=empty.");
    Sweeping missing = sweep("--remove", "--topics.prefix=missing.");

    assertThat(empty.exitCode()).isEqualTo(1);
    assertThat(empty.lines()).last().asString().contains("nothing was removed");
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.lines()).last().asString().contains("Expected the topic missing.");
    assertThat(userKeys(command.resource())).hasSize(1);
  }

  private record Sweeping(int exitCode, List<String> lines) {}

  /** Runs the sweep as a process of its own, as an operator does. */
  private Sweeping sweep(String... more) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Daws.accessKeyId=ROOTKEYOFTHETESTS",
                "-Daws.secretAccessKey=secret",
                "-cp",
                System.getProperty("java.class.path"),
                ProvisionerMain.class.getName(),
                "sweep"));
    command.addAll(house().flags());
    command.addAll(List.of(more));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Sweeping(process.exitValue(), output.lines().toList());
  }
}
