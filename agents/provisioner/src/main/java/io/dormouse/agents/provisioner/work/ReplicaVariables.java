package io.dormouse.agents.provisioner.work;

import io.dormouse.agents.provisioner.database.server.DatabaseServer;
import io.dormouse.agents.provisioner.database.server.TenantNames;
import io.dormouse.agents.provisioner.s3.access.S3Keys;
import io.dormouse.agents.provisioner.s3.bucket.TenantBucket;
import io.dormouse.agents.provisioner.settings.ProvisionerSettings;
import io.dormouse.agents.provisioner.settings.database.DatabaseAddress;
import io.dormouse.agents.provisioner.settings.database.PublicHosts.PublicHost;
import io.dormouse.language.resources.Credentials;
import io.dormouse.language.resources.ReplicaAccess;
import io.dormouse.language.resources.ResourceId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Environment variables by which a replica reaches its bucket and schema. */
final class ReplicaVariables {

  private final ProvisionerSettings settings;

  ReplicaVariables(ProvisionerSettings settings) {
    this.settings = settings;
  }

  Credentials of(
      ResourceId resource,
      ReplicaAccess access,
      DatabaseServer server,
      String password,
      S3Keys keys) {
    Map<String, String> variables = new HashMap<>();
    bucket(variables, resource, keys);
    database(variables, new TenantNames(resource), access, server, password);
    return new Credentials(variables);
  }

  private void bucket(Map<String, String> variables, ResourceId resource, S3Keys keys) {
    TenantBucket tenantBucket = TenantBucket.of(resource, settings.s3());
    if (!settings.s3().endpointOfContainers().isEmpty()) {
      variables.put("S3_ENDPOINT", settings.s3().endpointOfContainers());
    }
    variables.put("S3_BUCKET", tenantBucket.bucket());
    if (!tenantBucket.isWholeBucket()) {
      variables.put("S3_PREFIX", tenantBucket.prefix());
    }
    variables.put("S3_PATH_STYLE", Boolean.toString(settings.s3().pathStyle()));
    variables.put("AWS_REGION", settings.s3().region());
    variables.put("AWS_ACCESS_KEY_ID", keys.accessKeyId());
    variables.put("AWS_SECRET_ACCESS_KEY", keys.secretAccessKey());
    String token = keys.sessionToken();
    if (token != null) {
      variables.put("AWS_SESSION_TOKEN", token);
    }
  }

  private void database(
      Map<String, String> variables,
      TenantNames names,
      ReplicaAccess access,
      DatabaseServer server,
      String password) {
    PublicHost at = settings.database().publicHosts().of(server.address());
    String login = names.login(access).name();
    String certificate = settings.database().publicRootCertificate();
    DatabaseAddress address = server.address();
    variables.put("DATABASE_URL", address.urlOfTenants(at, certificate));
    variables.put("DATABASE_USER", login);
    variables.put("DATABASE_PASSWORD", password);
    variables.put("DATABASE_SCHEMA", names.schema().name());
    variables.put("PGHOST", at.host());
    variables.put("PGPORT", Integer.toString(at.port()));
    variables.put("PGDATABASE", address.database());
    variables.put("PGUSER", login);
    variables.put("PGPASSWORD", password);
    Optional<String> sslMode = address.sslModeOfTenants(certificate);
    sslMode.ifPresent(mode -> variables.put("PGSSLMODE", mode));
    if (sslMode.orElse("").startsWith("verify-")) {
      variables.put("PGSSLROOTCERT", certificate);
    }
  }
}
