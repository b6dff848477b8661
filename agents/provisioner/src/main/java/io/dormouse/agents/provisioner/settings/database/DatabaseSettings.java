package io.dormouse.agents.provisioner.settings.database;

import static io.dormouse.kit.settings.Checks.check;

import io.dormouse.kit.settings.Setting;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The database servers and the limits of tenants on them.
 *
 * <p>The constructor throws {@link io.dormouse.kit.settings.SettingsException} if a value is not
 * what its key expects.
 */
public record DatabaseSettings(
    @Setting(
            key = "database.servers",
            byDefault = "main=jdbc:postgresql://127.0.0.1:5432/dormouse",
            doc = "The servers, `name=jdbc:postgresql://host:port/database`, separated by commas.")
        DatabaseAddresses servers,
    @Setting(
            key = "database.public.hosts",
            doc = "Addresses of the servers for containers, `name=host:port`, where they differ.")
        PublicHosts publicHosts,
    @Setting(
            key = "database.public.sslrootcert",
            doc =
                "Path of the authority's certificate inside containers; empty: clients there do not verify the servers.")
        String publicRootCertificate,
    @Setting(
            key = "database.user",
            byDefault = "provisioner",
            doc = "The administration role; it owns the database and may create roles.")
        String user,
    @Setting(
            key = "database.password",
            doc = "The administration role's password; a file is better.")
        Secret password,
    @Setting(
            key = "database.password.file",
            doc = "File of the administration role's password, read for every new connection.")
        Path passwordFile,
    @Setting(
            key = "database.auth",
            byDefault = "password",
            doc = "`password`, or `iam`: a token of AWS RDS.")
        DatabaseAuthentication authentication,
    @Setting(
            key = "database.pool.size",
            byDefault = "8",
            doc = "Connections to each server, at most.")
        int poolSize,
    @Setting(
            key = "database.connection.limit",
            byDefault = "20",
            doc = "How many sessions a replica may have.")
        int connectionLimit,
    @Setting(
            key = "database.statement.timeout",
            byDefault = "60s",
            doc = "How long a tenant's statement may take; a tenant can set it for itself.")
        Duration statementTimeout,
    @Setting(
            key = "database.idle.transaction.timeout",
            byDefault = "60s",
            doc = "How long a tenant's transaction may idle; a tenant can set it for itself.")
        Duration idleTransactionTimeout) {

  public DatabaseSettings {
    check(
        publicRootCertificate.isEmpty() || publicRootCertificate.startsWith("/"),
        "database.public.sslrootcert",
        publicRootCertificate,
        "an absolute path, or empty");
    check(!user.isBlank(), "database.user", user, "the name of a role");
    check(poolSize >= 2, "database.pool.size", poolSize, "2 or more");
    check(connectionLimit >= 1, "database.connection.limit", connectionLimit, "1 or more");
    check(
        !statementTimeout.isNegative(),
        "database.statement.timeout",
        statementTimeout,
        "0 or more");
    check(
        !idleTransactionTimeout.isNegative(),
        "database.idle.transaction.timeout",
        idleTransactionTimeout,
        "0 or more");
  }
}
