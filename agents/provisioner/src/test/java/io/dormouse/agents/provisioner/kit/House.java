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
public record House(List<String> flags) {

  public House {
    flags = List.copyOf(flags);
  }

  public static House of(TestS3 s3, FakeIam iam) {
    return of(s3.endpoint(), iam);
  }

  public static House of(String s3, FakeIam iam) {
    return new House(
        List.of(
            "--s3.endpoint=" + s3,
            "--installation.id=tests",
            "--s3.path.style=true",
            "--s3.bucket.prefix=test-",
            "--s3.timeout=5s",
            // What this server cannot do is tested by itself.
            "--s3.features=public-access-block,encryption,versioning,tags",
            "--iam.endpoint=" + iam.endpoint(),
            "--sts.endpoint=" + iam.endpoint(),
            "--retry.attempts=4",
            "--retry.first.backoff=50ms",
            "--retry.longest.backoff=200ms",
            "--admin.port=0"));
  }

  /** Later flags win. */
  public House with(String... more) {
    List<String> all = new ArrayList<>();
    Stream<String> keys = Stream.of(more).map(House::key);
    List<String> replaced = keys.toList();
    flags.stream().filter(flag -> !replaced.contains(key(flag))).forEach(all::add);
    all.addAll(List.of(more));
    return new House(all);
  }

  private static String key(String flag) {
    return flag.substring(0, flag.indexOf('='));
  }

  public ProvisionerSettings settings() {
    return Settings.load(ProvisionerSettings.class, flags, Map.of());
  }
}
