package io.dormouse.agents.provisioner.work;

import io.dormouse.agents.provisioner.export.ExportTenant;
import io.dormouse.agents.provisioner.s3.S3Clients;
import io.dormouse.agents.provisioner.s3.access.S3Access;
import io.dormouse.agents.provisioner.s3.bucket.CopySeedObjects;
import io.dormouse.agents.provisioner.s3.bucket.CreateBucket;
import io.dormouse.agents.provisioner.s3.bucket.DeleteBucket;
import io.dormouse.agents.provisioner.settings.ProvisionerSettings;

/** Tools that the work on a command needs. */
public record WorkTools(
    ProvisionerSettings settings,
    DatabaseServers servers,
    S3Access access,
    CreateBucket createBucket,
    CopySeedObjects copySeedObjects,
    DeleteBucket deleteBucket,
    ExportTenant export,
    CredentialSealer sealer,
    Attempts attempts,
    Reports reports) {

  public static WorkTools of(
      ProvisionerSettings settings,
      DatabaseServers servers,
      S3Clients s3,
      Attempts attempts,
      Reports reports) {
    return new WorkTools(
        settings,
        servers,
        s3.access(),
        new CreateBucket(s3.s3(), settings.s3()),
        new CopySeedObjects(s3.s3(), settings.s3()),
        new DeleteBucket(s3.s3(), settings.s3()),
        new ExportTenant(settings.exports(), s3.s3(), settings.s3()),
        CredentialSealer.load(settings.publicKeyset()),
        attempts,
        reports);
  }
}
