package io.dormouse.local.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.resources.ReplicaAccess;
import io.dormouse.language.resources.ResourceCommand.ProvideResources;
import io.dormouse.language.resources.ResourceCommand.RevokeResources;
import io.dormouse.language.resources.ResourceId;
import io.dormouse.language.resources.ResourceStatus.Provided;
import io.dormouse.language.resources.ResourceStatus.Revoked;
import io.dormouse.language.resources.SeedName;
import io.dormouse.local.LocalServices;
import io.dormouse.local.resources.Opener;
import io.dormouse.local.resources.Reports;
import io.dormouse.local.resources.TenantKeys;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Two tenants of the real provisioner at the real servers. The one tries to reach the other's
 * resources with the credentials of its replica.
 */
class IsolationIT {

  @TempDir static Path folder;

  private static LocalServices services;
  private static Brain brain;
  private static Opener opener;
  private static TenantKeys a;
  private static TenantKeys b;
  private static Connection databaseOfA;
  private static Connection databaseOfB;
  private static S3Client s3OfA;

  @BeforeAll
  static void provideTwoTenants() throws Exception {
    services =
        LocalServices.start(
            folder,
            LocalServices.BROKER,
            LocalServices.S3,
            LocalServices.POSTGRES,
            LocalServices.PROVISIONER);
    brain = Brain.start(Reports.kafka(services.settings().kafka(), "dormouse."));
    opener = Opener.with(services.data().privateKeyset());
    a = provide("tenant-a", "a00000000000000a");
    b = provide("tenant-b", "b00000000000000b");
    databaseOfA = a.database();
    databaseOfB = b.database();
    s3OfA = a.s3();
  }

  @AfterAll
  static void end() throws Exception {
    s3OfA.close();
    databaseOfA.close();
    databaseOfB.close();
    brain.close();
    services.close();
  }

  @Test
  void shouldGiveEachWhatIsItsOwn() throws Exception {
    for (TenantKeys keys : new TenantKeys[] {a, b}) {
      try (Connection connection = keys.database();
          S3Client s3 = keys.s3()) {
        assertThat(ask(connection, "SELECT string_agg(name, ', ' ORDER BY name) FROM documents"))
            .isEqualTo("Dormouse.svg, First steps.txt, Welcome.md");
        assertThat(ask(connection, "SELECT current_schemas(false)::text"))
            .isEqualTo("{" + keys.schema() + "}");
        run(connection, "CREATE TABLE own (line text)");
        run(connection, "DROP TABLE own");
        s3.putObject(put -> put.bucket(keys.bucket()).key("own"), RequestBody.fromString("own"));
        s3.deleteObject(delete -> delete.bucket(keys.bucket()).key("own"));
      }
    }
    assertThat(a.bucket()).isNotEqualTo(b.bucket());
    assertThat(a.schema()).isNotEqualTo(b.schema());
  }

  @Test
  void shouldKeepOneOutOfTheDatabaseOfTheOther() throws Exception {
    String schema = b.schema();
    String pid = ask(databaseOfB, "SELECT pg_backend_pid()");
    Map<String, String> tries = new TreeMap<>();
    tries.put("read its table", "SELECT * FROM " + schema + ".documents");
    tries.put("write its table", "DELETE FROM " + schema + ".documents");
    tries.put(
        "count its tables",
        "SELECT count(*) FROM information_schema.tables WHERE table_schema = '%s'"
            .formatted(schema));
    tries.put("create in its schema", "CREATE TABLE " + schema + ".mine (line text)");
    tries.put("drop its schema", "DROP SCHEMA " + schema + " CASCADE");
    tries.put("become its owner", "SET ROLE " + schema);
    tries.put("become its login", "SET ROLE " + b.user());
    tries.put("start as its login", "SET SESSION AUTHORIZATION " + b.user());
    tries.put("become the provisioner", "SET ROLE provisioner");
    tries.put("join its owner", "GRANT " + schema + " TO CURRENT_USER");
    tries.put("set its password", "ALTER ROLE " + b.user() + " PASSWORD 'known'");
    tries.put("drop its login", "DROP ROLE " + b.user());
    tries.put("read password hashes", "SELECT rolpassword FROM pg_authid");
    tries.put("read password hashes as users", "SELECT passwd FROM pg_shadow");
    tries.put(
        "read its password where all may look",
        "SELECT rolpassword FROM pg_roles WHERE rolname = '%s'".formatted(b.user()));
    tries.put(
        "read what it is asking",
        "SELECT count(*) FROM pg_stat_activity WHERE pid = %s AND query LIKE '%%pg_backend_pid%%'"
            .formatted(pid));
    tries.put("end its session", "SELECT pg_terminate_backend(" + pid + ")");
    tries.put("cancel its statement", "SELECT pg_cancel_backend(" + pid + ")");
    tries.put("read the register", "SELECT * FROM dormouse.resources");
    tries.put("create in public", "CREATE TABLE public.mine (line text)");
    tries.put("create a schema", "CREATE SCHEMA mine");
    tries.put("create a role", "CREATE ROLE mine");
    tries.put("create a database", "CREATE DATABASE mine");
    tries.put("lift its own limit", "ALTER ROLE " + a.user() + " CONNECTION LIMIT -1");
    tries.put("read files of the server", "SELECT pg_read_file('PG_VERSION')");
    tries.put("run programs of the server", "COPY (SELECT 1) TO PROGRAM 'cat'");

    assertThat(table(tries, sql -> ask(databaseOfA, sql)))
        .isEqualTo(
            """
            become its login: refused, 42501
            become its owner: refused, 42501
            become the provisioner: refused, 42501
            cancel its statement: refused, 42501
            count its tables: 0
            create a database: refused, 42501
            create a role: refused, 42501
            create a schema: refused, 42501
            create in its schema: refused, 42501
            create in public: refused, 42501
            drop its login: refused, 42501
            drop its schema: refused, 42501
            end its session: refused, 42501
            join its owner: refused, 42501
            lift its own limit: refused, 42501
            read files of the server: refused, 42501
            read its password where all may look: ********
            read its table: refused, 42501
            read password hashes: refused, 42501
            read password hashes as users: refused, 42501
            read the register: refused, 42501
            read what it is asking: 0
            run programs of the server: refused, 42501
            set its password: refused, 42501
            start as its login: refused, 42501
            write its table: refused, 42501
            """);
    assertThat(ask(databaseOfB, "SELECT count(*) FROM documents")).isEqualTo("3");
  }

  @Test
  void shouldLetNobodyIntoAnotherDatabaseOrAnotherLogin() {
    assertThat(login("postgres", a.user(), a.variable("DATABASE_PASSWORD"))).isEqualTo("42501");
    assertThat(login("template1", a.user(), a.variable("DATABASE_PASSWORD"))).isEqualTo("42501");
    assertThat(login("dormouse", b.user(), a.variable("DATABASE_PASSWORD"))).isEqualTo("28P01");
    assertThat(login("dormouse", a.schema(), a.variable("DATABASE_PASSWORD"))).isEqualTo("28P01");
    assertThat(login("dormouse", a.user(), a.variable("DATABASE_PASSWORD"))).isEqualTo("in");
  }

  @Test
  void shouldKeepOneOutOfTheBucketOfTheOther() throws Exception {
    Map<String, Callable<Object>> tries = new TreeMap<>();
    String own = a.bucket();
    String other = b.bucket();
    tries.put("list buckets", s3OfA::listBuckets);
    tries.put("look at it", () -> s3OfA.headBucket(to -> to.bucket(other)));
    tries.put("list it", () -> s3OfA.listObjectsV2(to -> to.bucket(other)));
    tries.put("read", () -> s3OfA.getObjectAsBytes(to -> to.bucket(other).key("welcome.md")));
    tries.put("look", () -> s3OfA.headObject(to -> to.bucket(other).key("welcome.md")));
    tries.put(
        "write",
        () -> s3OfA.putObject(to -> to.bucket(other).key("new"), RequestBody.fromString("mine")));
    tries.put("delete", () -> s3OfA.deleteObject(to -> to.bucket(other).key("welcome.md")));
    tries.put(
        "copy to own",
        () ->
            s3OfA.copyObject(to ->
                to.sourceBucket(other)
                    .sourceKey("welcome.md")
                    .destinationBucket(own)
                    .destinationKey("stolen.md")));
    tries.put("delete the bucket", () -> s3OfA.deleteBucket(to -> to.bucket(other)));
    tries.put("make a bucket", () -> s3OfA.createBucket(to -> to.bucket("dormouse-mine")));

    assertThat(table(tries, IsolationIT::answer))
        .isEqualTo(
            """
            copy to own: 403
            delete: 403
            delete the bucket: 403
            list buckets: 403
            list it: 403
            look: 403
            look at it: 403
            make a bucket: 403
            read: 403
            write: 403
            """);
  }

  @Test
  void shouldEndSessionsAndKeysWhenAccessIsRevoked() throws Exception {
    TenantKeys keys = provide("tenant-c", "c00000000000000c");
    try (Connection connection = keys.database();
        S3Client s3 = keys.s3()) {
      assertThat(ask(connection, "SELECT count(*) FROM documents")).isEqualTo("3");

      ResourceId resource = new ResourceId("c00000000000000c");
      brain.command(new RevokeResources(new InstanceId("tenant-c"), resource, 2, "main", false));
      brain.await(resource, 2, Revoked.class);

      assertThat(code(() -> ask(connection, "SELECT count(*) FROM documents")))
          .startsWith("refused");
      assertThat(login("dormouse", keys.user(), keys.variable("DATABASE_PASSWORD")))
          .isNotEqualTo("in");
      assertThat(answer(() -> s3.headBucket(to -> to.bucket(keys.bucket())))).isEqualTo("403");
    }
  }

  private interface Answerer<T> {
    String answer(T question) throws Exception;
  }

  private static <T> String table(Map<String, T> tries, Answerer<T> answerer) {
    return tries.entrySet().stream()
        .map(each ->
            "%s: %s%n".formatted(each.getKey(), code(() -> answerer.answer(each.getValue()))))
        .collect(Collectors.joining());
  }

  private static String code(Callable<String> question) {
    try {
      return question.call();
    } catch (SQLException refusal) {
      return "refused, " + refusal.getSQLState();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static String answer(Callable<Object> call) throws Exception {
    try {
      call.call();
      return "allowed";
    } catch (S3Exception refusal) {
      return Integer.toString(refusal.statusCode());
    }
  }

  /** The first column of the first row. */
  private static String ask(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return "done";
      }
      try (ResultSet row = statement.getResultSet()) {
        return row.next() ? row.getString(1) : "nothing";
      }
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    assertThat(ask(connection, sql)).isEqualTo("done");
  }

  private static String login(String database, String role, String password) {
    try (Connection connection = services.login(database, role, password)) {
      return connection.isClosed() ? "closed" : "in";
    } catch (SQLException refusal) {
      return refusal.getSQLState();
    }
  }

  private static TenantKeys provide(String instance, String id) throws Exception {
    ResourceId resource = new ResourceId(id);
    InstanceId named = new InstanceId(instance);
    brain.command(
        new ProvideResources(
            named,
            resource,
            1,
            null,
            new SeedName("notes"),
            List.of(new ReplicaAccess(0, 1, false))));
    return opener.open(
        new ReplicaId(named, 0),
        brain.await(resource, 1, Provided.class).credentials().getFirst().credentials());
  }
}
