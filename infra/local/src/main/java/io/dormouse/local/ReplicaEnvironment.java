package io.dormouse.local;

import io.dormouse.local.service.SharedDatabase;
import java.io.IOException;

/**
 * The file of environment variables that every replica is given: where its S3 and its PostgreSQL
 * are, and the credentials they share until each instance has its own.
 */
record ReplicaEnvironment(Settings settings, Secrets secrets) {

  void write() throws IOException {
    PrivateFile.write(
        settings.data().replicaEnvironment(),
        """
        S3_ENDPOINT=%s
        S3_BUCKET=%s
        AWS_REGION=us-east-1
        AWS_ACCESS_KEY_ID=%s
        AWS_SECRET_ACCESS_KEY=%s
        DATABASE_URL=%s
        DATABASE_USER=%s
        DATABASE_PASSWORD=%s
        DATABASE_SCHEMA=%s
        """
            .formatted(
                settings.s3(),
                Settings.BUCKET,
                secrets.s3AccessKey(),
                secrets.s3SecretKey(),
                settings.database(),
                SharedDatabase.ROLE,
                secrets.databasePassword(),
                SharedDatabase.SCHEMA));
  }
}
