package io.dormouse.agents.provisioner.kit;

import io.dormouse.agents.provisioner.kit.s3.FakeIam;
import io.dormouse.agents.provisioner.kit.s3.TestS3;
import io.dormouse.agents.provisioner.settings.ProvisionerSettings;
import io.dormouse.kit.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Settings for the tests' servers. */
public record TestInstallation(List<String> flags) {

  public TestInstallation {
    flags = List.copyOf(flags);
  }

  public static TestInstallation of(TestS3 s3, FakeIam iam) {
    return of(s3.endpoint(), iam);
  }

  public static TestInstallation of(String s3, FakeIam iam) {
    return new TestInstallation(
        List.of(
            "--s3.endpoint=" + s3,
            "--installation.id=tests",
            "--s3.path.style=true",
            "--s3.bucket.prefix=test-",
            "--s3.timeout=5s",
            // Other features have tests of their own, since this server lacks them.
            "--s3.features=public-access-block,encryption,versioning,tags",
            "--iam.endpoint=" + iam.endpoint(),
            "--sts.endpoint=" + iam.endpoint(),
            "--retry.attempts=4",
            "--retry.first.backoff=50ms",
            "--retry.longest.backoff=200ms",
            "--admin.port=0"));
  }

  /** These settings with more flags, of which later ones win. */
  public TestInstallation with(String... more) {
    List<String> all = new ArrayList<>();
    Stream<String> keys = Stream.of(more).map(TestInstallation::key);
    List<String> replaced = keys.toList();
    flags.stream().filter(flag -> !replaced.contains(key(flag))).forEach(all::add);
    all.addAll(List.of(more));
    return new TestInstallation(all);
  }

  private static String key(String flag) {
    return flag.substring(0, flag.indexOf('='));
  }

  public ProvisionerSettings settings() {
    return Settings.load(ProvisionerSettings.class, flags, Map.of());
  }
}
