package io.dormouse.agents.provisioner.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.agents.provisioner.database.register.Register;
import io.dormouse.agents.provisioner.database.schema.CreateSchema;
import io.dormouse.agents.provisioner.database.server.DatabaseServer;
import io.dormouse.agents.provisioner.database.server.TenantNames;
import io.dormouse.agents.provisioner.kit.TestPostgres;
import io.dormouse.agents.provisioner.settings.database.DatabaseAddress;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.resources.ResourceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A dump from a server whose certificate is verified as the JDBC driver does. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VerifiedDumpTest {

  private static final TenantNames A = new TenantNames(new ResourceId("a000000000000000"));

  private final Path folder;
  private final Path certificate;
  private final TestPostgres postgres;

  VerifiedDumpTest(@TempDir Path folder) throws Exception {
    this.folder = folder;
    this.certificate = certificate();
    this.postgres =
        TestPostgres.start(
            15,
            Map.of(
                "ssl", "on",
                "ssl_cert_file", certificate.toString(),
                "ssl_key_file", folder.resolve("server.key").toString()));
  }

  /** Makes a self-signed certificate of the server's name. */
  private Path certificate() throws IOException, InterruptedException {
    Path made = folder.resolve("server.pem");
    Process openssl =
        new ProcessBuilder(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost",
                "-out",
                made.toString(),
                "-keyout",
                folder.resolve("server.key").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("openssl.words").toFile())
            .start();
    assertThat(openssl.waitFor()).isZero();
    return made;
  }

  @AfterAll
  void stop() {
    postgres.close();
  }

  @Test
  void shouldTrustWhatTheAddressOfTheServerTrusts() throws Exception {
    Path file = folder.resolve("schema.sql");

    try (DatabaseServer server =
        server(postgres.addressWith("?sslmode=verify-full&sslrootcert=" + certificate))) {
      CreateSchema.run(server, new Register(server).bind(A.resource(), new InstanceId("acme"), 1));
      new PgDump("pg_dump").run(server, A, file, () -> false);
    }

    assertThat(Files.readString(file)).contains("CREATE SCHEMA " + A.schema());
  }

  private static DatabaseServer server(DatabaseAddress address) {
    return new DatabaseServer(
        address, TestPostgres.ADMINISTRATOR, () -> TestPostgres.ADMINISTRATOR_PASSWORD, 4);
  }
}
