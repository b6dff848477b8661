package io.dormouse.agents.provisioner.settings;

import static io.dormouse.kit.settings.Checks.check;
import static io.dormouse.kit.settings.Checks.checkAtLeastOne;
import static io.dormouse.kit.settings.Checks.checkPort;

import io.dormouse.agents.provisioner.settings.database.DatabaseSettings;
import io.dormouse.agents.provisioner.settings.s3.AccessDriver;
import io.dormouse.agents.provisioner.settings.s3.AccessSettings;
import io.dormouse.agents.provisioner.settings.s3.BucketLayout;
import io.dormouse.agents.provisioner.settings.s3.S3Settings;
import io.dormouse.kit.settings.Setting;
import io.dormouse.kit.topics.KafkaSettings;
import java.nio.file.Path;

/**
 * All settings of the provisioner. The S3 credentials come from the AWS SDK's default chain.
 *
 * <p>The constructor throws {@link io.dormouse.kit.settings.SettingsException} if a value is not
 * what its key expects.
 */
public record ProvisionerSettings(
    KafkaSettings kafka,
    S3Settings s3,
    AccessSettings access,
    DatabaseSettings database,
    ExportSettings exports,
    RetrySettings retry,
    @Setting(
            key = "provisioner.id",
            byDefault = "provisioner-1",
            doc = "The name of this process; the same at every start.")
        String id,
    @Setting(
            key = "credentials.public.keyset",
            byDefault = ".dormouse/keys/credentials-public.json",
            doc =
                "Tink keyset (JSON) of the host agents' public key, which credentials are sealed for.")
        Path publicKeyset,
    @Setting(
            key = "seeds.dir",
            byDefault = ".dormouse/seeds",
            doc = "Folder of sample content: `<name>/objects/**` and `<name>/schema.sql`.")
        Path seedsDir,
    @Setting(
            key = "concurrency",
            byDefault = "16",
            doc = "How many steps may be under way at once.")
        int concurrency,
    @Setting(
            key = "admin.host",
            byDefault = "127.0.0.1",
            doc = "Address of `/health`, `/ready` and `/metrics`.")
        String adminHost,
    @Setting(
            key = "admin.port",
            byDefault = "8083",
            doc = "Port of `/health`, `/ready` and `/metrics`.")
        int adminPort) {

  public ProvisionerSettings {
    check(
        id.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"),
        "provisioner.id",
        id,
        "1 to 63 characters a-z, 0-9 and inner hyphens");
    checkAtLeastOne("concurrency", concurrency);
    checkPort("admin.port", adminPort);
    check(
        access.driver() != AccessDriver.STS || s3.layout() == BucketLayout.BUCKET,
        "s3.layout",
        s3.layout(),
        "'bucket', since with s3.access 'sts' older sessions are ended by the bucket's policy");
  }
}
