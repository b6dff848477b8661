package io.dormouse.agents.provisioner.kit;

import io.dormouse.agents.provisioner.kit.s3.FakeIam;
import io.dormouse.agents.provisioner.kit.s3.TestS3;
import io.dormouse.kit.topics.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.atomic.AtomicInteger;

/** All servers that a provisioner needs, a seed, and the host agents' keys. */
public record Servers(
    EmbeddedBroker broker,
    TestPostgres postgres,
    TestS3 s3,
    FakeIam iam,
    TestKeyset keys,
    Path folder,
    AtomicInteger tests)
    implements AutoCloseable {

  static Servers start() throws IOException, GeneralSecurityException {
    Path folder = Files.createTempDirectory("provisioner-tests");
    TestKeyset keys = new TestKeyset();
    keys.writePublic(folder.resolve("public.json"));
    Path seed = Files.createDirectories(folder.resolve("seeds/notes"));
    Files.createDirectories(seed.resolve("objects/images"));
    Files.writeString(seed.resolve("objects/images/logo.svg"), "<svg/>");
    Files.writeString(
        seed.resolve("schema.sql"),
        "CREATE TABLE notes (text text);\n"
            + "INSERT INTO notes VALUES ('welcome to ' || current_setting('dormouse.instance'));");
    // PostgreSQL 15 is the newest version that the pg_dump of Debian 12 can dump.
    return new Servers(
        EmbeddedBroker.start(),
        TestPostgres.start(15),
        new TestS3(),
        new FakeIam(),
        keys,
        folder,
        new AtomicInteger());
  }

  /** A number that no other test of the run has. */
  public int nextTest() {
    return tests.incrementAndGet();
  }

  @Override
  public void close() throws IOException {
    iam.close();
    s3.close();
    postgres.close();
    broker.close();
    EmptyData.delete(folder);
  }
}
