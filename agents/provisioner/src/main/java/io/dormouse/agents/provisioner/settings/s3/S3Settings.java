package io.dormouse.agents.provisioner.settings.s3;

import static io.dormouse.kit.settings.Checks.check;

import io.dormouse.kit.settings.Setting;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * The S3 server and its buckets.
 *
 * <p>The constructor throws {@link io.dormouse.kit.settings.SettingsException} if a value is not
 * what its key expects.
 */
public record S3Settings(
    @Setting(
            key = "installation.id",
            doc =
                "Name of this installation, which its resources are marked with; `sweep` needs it.")
        String installation,
    @Setting(key = "s3.endpoint", doc = "The S3 server's address; empty is AWS's own.")
        String endpoint,
    @Setting(
            key = "s3.public.endpoint",
            doc = "The S3 server's address for containers; empty is the same.")
        String publicEndpoint,
    @Setting(key = "s3.region", byDefault = "eu-west-1", doc = "The region of all buckets.")
        String region,
    @Setting(
            key = "s3.path.style",
            byDefault = "false",
            doc = "`true`: the bucket's name stands in the path instead of the host name.")
        boolean pathStyle,
    @Setting(
            key = "s3.bucket.prefix",
            byDefault = "dormouse-",
            doc = "Prefix of the names of buckets, and in paths of S3 users; an opaque id follows.")
        String bucketPrefix,
    @Setting(
            key = "s3.layout",
            byDefault = "bucket",
            doc = "`bucket`: one for each tenant; `prefix`: a prefix each in `s3.shared.bucket`.")
        BucketLayout layout,
    @Setting(
            key = "s3.shared.bucket",
            doc = "The bucket of the layout `prefix`; it must exist and is not configured here.")
        String sharedBucket,
    @Setting(
            key = "s3.features",
            byDefault = "public-access-block,encryption,versioning,lifecycle,tags",
            doc =
                "Features that are switched on for every bucket; fewer for servers that lack some.")
        BucketFeatures features,
    @Setting(
            key = "s3.old.versions.kept",
            byDefault = "30d",
            doc = "How long old versions of objects are kept (feature `lifecycle`), in whole days.")
        Duration oldVersionsKept,
    @Setting(
            key = "s3.timeout",
            byDefault = "20s",
            doc = "How long one call to S3, IAM or STS may take.")
        Duration timeout) {

  private static final Pattern PREFIX = Pattern.compile("[a-z0-9][-a-z0-9]{0,45}");
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][-.a-z0-9]{1,61}[a-z0-9]");

  private static final Pattern INSTALLATION =
      Pattern.compile("([a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?)?");

  public S3Settings {
    check(
        INSTALLATION.matcher(installation).matches(),
        "installation.id",
        installation,
        "empty or 1 to 40 characters a-z, 0-9 and inner hyphens");
    check(isAddress(endpoint), "s3.endpoint", endpoint, "empty or http(s)://host:port");
    check(
        isAddress(publicEndpoint),
        "s3.public.endpoint",
        publicEndpoint,
        "empty or http(s)://host:port");
    check(!region.isBlank(), "s3.region", region, "a region, such as eu-west-1");
    check(
        PREFIX.matcher(bucketPrefix).matches(),
        "s3.bucket.prefix",
        bucketPrefix,
        "1 to 46 characters a-z, 0-9 and hyphens");
    check(
        layout == BucketLayout.BUCKET || BUCKET.matcher(sharedBucket).matches(),
        "s3.shared.bucket",
        sharedBucket,
        "a bucket's name, since s3.layout is 'prefix'");
    check(
        oldVersionsKept.toDays() >= 1, "s3.old.versions.kept", oldVersionsKept, "one day or more");
    check(timeout.isPositive(), "s3.timeout", timeout, "more than zero");
  }

  /** The address for containers; empty for AWS's own. */
  public String endpointOfContainers() {
    return publicEndpoint.isEmpty() ? endpoint : publicEndpoint;
  }

  /**
   * True if the prefix of buckets ends with the installation, so that no other installation has it.
   */
  public boolean prefixNamesInstallation() {
    return !installation.isEmpty() && bucketPrefix.endsWith("-" + installation + "-");
  }

  static boolean isAddress(String text) {
    if (text.isEmpty()) {
      return true;
    }
    try {
      URI uri = URI.create(text);
      return uri.getHost() != null && String.valueOf(uri.getScheme()).matches("https?");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
