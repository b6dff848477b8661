package io.dormouse.local.demo;

import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.resources.ReplicaCredentials;
import io.dormouse.language.resources.ResourceReport;
import io.dormouse.language.resources.ResourceStatus.Provided;
import io.dormouse.local.client.Unexpected;
import io.dormouse.local.data.Secrets;
import io.dormouse.local.resources.Opener;
import io.dormouse.local.resources.Reports;
import io.dormouse.local.resources.S3;
import io.dormouse.local.resources.TenantKeys;
import io.dormouse.local.service.Databases;
import io.dormouse.local.settings.LocalSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The resources of tenants outside their containers, and the access to them. */
final class TenantResources {

  private static final String WELCOME = "welcome.md";

  private final LocalSettings settings;
  private final Secrets secrets;
  private final Map<String, TenantKeys> keys = new HashMap<>();

  TenantResources(LocalSettings settings, Secrets secrets) {
    this.settings = settings;
    this.secrets = secrets;
  }

  /** Shows a bucket and a schema for each instance, with the keys that may see everything. */
  String each(List<String> instances) throws Exception {
    read(instances);
    List<String> owners = new ArrayList<>();
    try (S3Client s3 = S3.client(settings.s3(), secrets.rootS3());
        Connection database =
            DriverManager.getConnection(
                settings.database(), Databases.PROVISIONER, secrets.provisionerPassword())) {
      for (String instance : instances) {
        TenantKeys tenant = of(instance);
        int objects = s3.listObjectsV2(to -> to.bucket(tenant.bucket())).keyCount();
        String owner = owner(database, tenant.schema());
        System.out.printf(
            "      %-6s bucket %s (%d objects), schema %s of the role %s, login %s%n",
            instance, tenant.bucket(), objects, tenant.schema(), owner, tenant.user());
        Unexpected.unless(objects > 0, "Expected sample objects of %s", instance);
        Unexpected.unless(
            !owners.contains(owner), "Expected one owner for each, but got %s twice", owner);
        owners.add(owner);
      }
    }
    return "a bucket, a schema and a login for each of " + String.join(", ", instances);
  }

  /** Tries to reach the other tenant's resources with the credentials of the one's replica. */
  String keepOut(String one, String other) throws Exception {
    TenantKeys own = of(one);
    TenantKeys foreign = of(other);
    try (S3Client s3 = own.s3();
        Connection database = own.database()) {
      expect("read " + one + "'s own table", "ok", () -> count(database, own.schema()));
      expect("read " + one + "'s own object", "ok", () -> get(s3, own.bucket()));
      expect("read " + other + "'s table", "42501", () -> count(database, foreign.schema()));
      expect(
          "read password hashes in pg_authid",
          "42501",
          () -> ask(database, "SELECT rolpassword FROM pg_authid"));
      expect(
          "become " + other + "'s login",
          "42501",
          () -> ask(database, "SET ROLE " + foreign.user()));
      expect(
          "log in as " + other + " with " + one + "'s password",
          "28P01",
          () -> login(foreign.user(), own));
      expect(
          "list " + other + "'s bucket",
          "403",
          () -> s3.listObjectsV2(to -> to.bucket(foreign.bucket())));
      expect("read " + other + "'s object", "403", () -> get(s3, foreign.bucket()));
      expect("list all buckets", "403", s3::listBuckets);
    }
    return "%s reaches its own resources and nothing of %s".formatted(one, other);
  }

  private void read(List<String> instances) throws Exception {
    Opener opener = Opener.with(settings.data().privateKeyset());
    for (ResourceReport report : Reports.read(Reports.kafka(settings.kafka(), "dormouse."))) {
      InstanceId instance = report.instance();
      if (instances.contains(instance.value())
          && report.status() instanceof Provided(var credentials)) {
        ReplicaCredentials first = credentials.getFirst();
        keys.put(
            instance.value(),
            opener.open(new ReplicaId(instance, first.replica()), first.credentials()));
      }
    }
  }

  private TenantKeys of(String instance) {
    TenantKeys tenant = keys.get(instance);
    if (tenant == null) {
      throw new Unexpected("Expected credentials of %s in the reports.".formatted(instance));
    }
    return tenant;
  }

  private static void expect(String what, String expected, Callable<Object> attempt)
      throws Exception {
    String came = outcome(attempt);
    System.out.printf("      %-42s %s%n", what, came.equals("ok") ? came : "denied, " + came);
    Unexpected.unless(came.equals(expected), "Expected %s to end with %s", what, expected);
  }

  private static String outcome(Callable<Object> attempt) throws Exception {
    try {
      attempt.call();
      return "ok";
    } catch (SQLException denied) {
      return String.valueOf(denied.getSQLState());
    } catch (S3Exception denied) {
      return Integer.toString(denied.statusCode());
    }
  }

  private static Object get(S3Client s3, String bucket) {
    return s3.getObjectAsBytes(to -> to.bucket(bucket).key(WELCOME));
  }

  private Object login(String user, TenantKeys own) throws SQLException {
    try (Connection connection =
        DriverManager.getConnection(settings.database(), user, own.variable("DATABASE_PASSWORD"))) {
      return connection.isValid(1);
    }
  }

  private static Object count(Connection database, String schema) throws SQLException {
    return ask(database, "SELECT count(*) FROM \"" + schema + "\".documents");
  }

  private static Object ask(Connection database, String sql) throws SQLException {
    try (PreparedStatement statement = database.prepareStatement(sql)) {
      return statement.execute();
    }
  }

  private static String owner(Connection database, String schema) throws SQLException {
    try (PreparedStatement statement =
        database.prepareStatement(
            "SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = ?")) {
      statement.setString(1, schema);
      try (ResultSet row = statement.executeQuery()) {
        Unexpected.unless(row.next(), "Expected the schema %s, but there is none", schema);
        return row.getString(1);
      }
    }
  }
}
