package io.dormouse.agents.provisioner;

import io.dormouse.agents.provisioner.database.server.DatabaseServer;
import io.dormouse.agents.provisioner.database.server.DatabaseServer.PasswordSource;
import io.dormouse.agents.provisioner.database.server.RdsToken;
import io.dormouse.agents.provisioner.s3.S3Clients;
import io.dormouse.agents.provisioner.settings.ProvisionerSettings;
import io.dormouse.agents.provisioner.settings.database.DatabaseAddress;
import io.dormouse.agents.provisioner.settings.database.DatabaseAuthentication;
import io.dormouse.agents.provisioner.settings.database.DatabaseSettings;
import io.dormouse.agents.provisioner.work.DatabaseServers;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;

/** Clients of the servers, which connect when they are used first. */
record Connections(DatabaseServers servers, S3Clients s3) implements AutoCloseable {

  static Connections open(ProvisionerSettings settings) {
    S3Clients s3 =
        new S3Clients(settings.s3(), settings.access(), Math.max(16, 2 * settings.concurrency()));
    DatabaseSettings database = settings.database();
    return new Connections(
        new DatabaseServers(
            database.servers().all().stream()
                .map(address ->
                    new DatabaseServer(
                        address,
                        database.user(),
                        password(settings, address, s3),
                        database.poolSize()))
                .toList()),
        s3);
  }

  private static PasswordSource password(
      ProvisionerSettings settings, DatabaseAddress address, S3Clients s3) {
    DatabaseSettings database = settings.database();
    if (database.authentication() == DatabaseAuthentication.IAM) {
      return new RdsToken(address, database.user(), settings.s3().region(), s3.credentials());
    }
    if (database.passwordFile().toString().isEmpty()) {
      return () -> database.password().value();
    }
    return () -> {
      try {
        return Files.readString(database.passwordFile()).trim();
      } catch (IOException e) {
        throw new SQLException(
            "Expected a readable database.password.file, but %s is not."
                .formatted(database.passwordFile()),
            e);
      }
    };
  }

  @Override
  public void close() {
    servers.all().forEach(DatabaseServer::close);
    s3.close();
  }
}
