package io.dormouse.agents.provisioner.database.login;

import io.dormouse.agents.provisioner.database.register.Registered;
import io.dormouse.agents.provisioner.database.role.Keeper;
import io.dormouse.agents.provisioner.database.role.Keeper.Statements;
import io.dormouse.agents.provisioner.database.server.DatabaseServer;
import io.dormouse.agents.provisioner.database.server.Sql;
import io.dormouse.agents.provisioner.database.server.SqlPart.Identifier;
import io.dormouse.agents.provisioner.database.server.SqlPart.Literal;
import io.dormouse.agents.provisioner.database.server.SqlPart.Whole;
import io.dormouse.agents.provisioner.database.server.TenantNames;
import io.dormouse.language.resources.ReplicaAccess;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.postgresql.util.PasswordUtil;

/**
 * Makes the login of one replica and version of its credentials, and logs in with it once. The
 * server gets a SCRAM verifier and never the password, so the password is in no statement that it
 * logs or echoes.
 */
public final class CreateLogin {

  private CreateLogin() {}

  public static void run(
      DatabaseServer server,
      Registered tenant,
      ReplicaAccess access,
      String password,
      LoginLimits limits)
      throws SQLException {
    TenantNames names = new TenantNames(tenant.resource());
    Identifier login = names.login(access);
    Literal verifier = new Literal(PasswordUtil.encodeScramSha256(password.toCharArray()));
    server.transaction(connection -> {
      boolean there =
          Sql.exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", login.name());
      Statements statements =
          new Statements()
              .add(
                  (there ? "ALTER" : "CREATE") + " ROLE %s LOGIN CONNECTION LIMIT %s PASSWORD %s",
                  login,
                  new Whole(limits.sessions()),
                  verifier)
              .add("GRANT %s TO %s", names.owner(), login)
              .add("GRANT %s TO %s", TenantNames.TENANTS, login);
      Keeper.defaults(statements, login, "search_path", new Literal(names.schema().name()));
      Keeper.defaults(statements, login, "statement_timeout", milliseconds(limits.statement()));
      Keeper.defaults(
          statements,
          login,
          "idle_in_transaction_session_timeout",
          milliseconds(limits.idleTransaction()));
      new Keeper(tenant.keeper()).run(connection, statements);
      return true;
    });
    actAsOwner(server, names, login, password);
  }

  /**
   * Makes the login act as the owner by default. Only the login itself may set this, which also
   * proves that it works.
   */
  private static void actAsOwner(
      DatabaseServer server, TenantNames names, Identifier login, String password)
      throws SQLException {
    try (Connection connection = server.connectAs(login.name(), password)) {
      Sql.execute(
          connection, "ALTER ROLE CURRENT_USER SET role = %s", new Literal(names.owner().name()));
    }
  }

  private static Literal milliseconds(Duration duration) {
    return new Literal(duration.toMillis() + "ms");
  }
}
