package io.dormouse.agents.provisioner.work;

import io.dormouse.agents.provisioner.database.login.CreateLogin;
import io.dormouse.agents.provisioner.database.login.LoginLimits;
import io.dormouse.agents.provisioner.database.login.RevokeLogins;
import io.dormouse.agents.provisioner.database.register.Register;
import io.dormouse.agents.provisioner.database.register.Registered;
import io.dormouse.agents.provisioner.database.server.DatabaseServer;
import io.dormouse.agents.provisioner.database.server.TenantNames;
import io.dormouse.agents.provisioner.s3.access.S3Keys;
import io.dormouse.agents.provisioner.settings.database.DatabaseSettings;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.resources.ReplicaAccess;
import io.dormouse.language.resources.ReplicaCredentials;
import io.dormouse.language.resources.ResourceCommand;
import io.dormouse.language.resources.ResourceCommand.RemoveResources;
import io.dormouse.language.resources.ResourceId;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keys and logins of a tenant's replicas, while one command is worked. Every verb is safe to
 * repeat.
 */
final class TenantAccess {

  private final WorkTools tools;
  private final Passwords passwords;
  private final ResourceCommand command;
  private final ResourceId resource;
  private final List<String> secrets = new ArrayList<>();
  private final Map<ReplicaAccess, S3Keys> keys = new LinkedHashMap<>();
  private final Map<ReplicaAccess, String> logins = new LinkedHashMap<>();

  TenantAccess(WorkTools tools, Passwords passwords, ResourceCommand command) {
    this.tools = tools;
    this.passwords = passwords;
    this.command = command;
    this.resource = command.resource();
  }

  /** Secrets that were made so far; a live view. */
  Collection<String> secrets() {
    return Collections.unmodifiableList(secrets);
  }

  /** Makes S3 keys for a replica. */
  void obtainKeys(ReplicaAccess access) {
    S3Keys newest = tools.access().issue(resource, access);
    secrets.add(newest.secretAccessKey());
    keys.put(access, newest);
  }

  /**
   * Ends all access except that of the replicas listed and with the keys that were obtained.
   *
   * @param tenant the register's entry, or null if no server knows the tenant
   */
  void end(@Nullable Registered tenant, List<ReplicaAccess> except, List<DatabaseServer> servers)
      throws SQLException {
    List<ReplicaAccess> ended = ended(tenant, except);
    // A removal ends access to S3 with the bucket, so that the schema can be dropped while the S3
    // server is down.
    boolean removal = command instanceof RemoveResources;
    if (!removal) {
      List<ReplicaAccess> admitted = new ArrayList<>(except);
      admitted.addAll(keys.keySet());
      tools.access().admitOnly(resource, admitted, ended);
    }
    for (DatabaseServer server : servers) {
      RevokeLogins.run(server, new TenantNames(resource), except);
      if (!removal) {
        new Register(server).forgetCredentials(resource, ended);
      }
    }
  }

  /** Removes all remains of access to S3. */
  void removeKeys(@Nullable Registered tenant) {
    tools.access().remove(resource, ended(tenant, List.of()));
  }

  private static List<ReplicaAccess> ended(
      @Nullable Registered tenant, Collection<ReplicaAccess> except) {
    return tenant == null ? List.of() : tenant.othersThan(except);
  }

  /** Makes a login for a replica. */
  void createLogin(ReplicaAccess access, Registered tenant, DatabaseServer server)
      throws SQLException {
    String password = passwords.next();
    secrets.add(password);
    logins.put(access, password);
    CreateLogin.run(server, tenant, access, password, limits());
  }

  private LoginLimits limits() {
    DatabaseSettings database = tools.settings().database();
    return new LoginLimits(
        database.connectionLimit(), database.statementTimeout(), database.idleTransactionTimeout());
  }

  /** Seals the keys and logins that were made, and keeps them in the register. */
  List<ReplicaCredentials> seal(DatabaseServer server)
      throws GeneralSecurityException, SQLException, WorkCancelledException {
    List<ReplicaCredentials> sealed = new ArrayList<>();
    for (Map.Entry<ReplicaAccess, String> login : logins.entrySet()) {
      sealed.add(sealed(login.getKey(), server, login.getValue()));
    }
    if (!new Register(server).keep(resource, command.request(), sealed)) {
      throw new WorkCancelledException();
    }
    return sealed;
  }

  private ReplicaCredentials sealed(ReplicaAccess access, DatabaseServer server, String password)
      throws GeneralSecurityException {
    S3Keys newest =
        Objects.requireNonNull(keys.get(access), "keys are obtained before credentials are issued");
    return new ReplicaCredentials(
        access.replica(),
        tools
            .sealer()
            .seal(
                new ReplicaId(command.instance(), access.replica()),
                access.version(),
                new ReplicaVariables(tools.settings())
                    .of(resource, access, server, password, newest),
                newest.expiresAt()));
  }
}
