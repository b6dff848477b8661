package io.dormouse.agents.provisioner.settings.s3;

import static io.dormouse.kit.settings.Checks.check;

import io.dormouse.kit.settings.Setting;
import java.time.Duration;

/**
 * S3 credentials of tenants.
 *
 * <p>The constructor throws {@link io.dormouse.kit.settings.SettingsException} if a value is not
 * what its key expects.
 */
public record AccessSettings(
    @Setting(
            key = "s3.access",
            byDefault = "iam-users",
            doc = "`iam-users`: users for each replica; `sts`: sessions of one role (AWS).")
        AccessDriver driver,
    @Setting(key = "iam.endpoint", doc = "The IAM API's address; empty is AWS's own.")
        String iamEndpoint,
    @Setting(
            key = "iam.path",
            byDefault = "/dormouse/",
            doc = "The path of the users, by which the sweep finds them.")
        String iamPath,
    @Setting(key = "sts.endpoint", doc = "The STS API's address; empty is AWS's own.")
        String stsEndpoint,
    @Setting(key = "sts.role.arn", doc = "The role whose sessions tenants get with `sts`.")
        String roleArn,
    @Setting(
            key = "sts.duration",
            byDefault = "12h",
            doc = "How long a session with `sts` lasts; the role must allow it.")
        Duration duration) {

  private static final Duration SHORTEST = Duration.ofMinutes(15);
  private static final Duration LONGEST = Duration.ofHours(12);

  public AccessSettings {
    check(
        S3Settings.isAddress(iamEndpoint),
        "iam.endpoint",
        iamEndpoint,
        "empty or http(s)://host:port");
    check(
        S3Settings.isAddress(stsEndpoint),
        "sts.endpoint",
        stsEndpoint,
        "empty or http(s)://host:port");
    check(iamPath.matches("/([-a-zA-Z0-9_]+/)+"), "iam.path", iamPath, "a path such as /dormouse/");
    check(
        driver != AccessDriver.STS
            || roleArn.matches("arn:aws[-a-z]*:iam::[0-9]{12}:role/[-+=,.@_/a-zA-Z0-9]+"),
        "sts.role.arn",
        roleArn,
        "the ARN of a role, since s3.access is 'sts'");
    check(
        duration.compareTo(SHORTEST) >= 0 && duration.compareTo(LONGEST) <= 0,
        "sts.duration",
        duration,
        "15m to 12h, which is what AWS allows");
  }
}
