package io.dormouse.agents.host.reconcile;

import io.dormouse.agents.host.credentials.PrivateKeyset;
import io.dormouse.agents.host.credentials.UnreadableCredentialsException;
import io.dormouse.agents.host.driver.ReplicaOrder;
import io.dormouse.agents.host.plan.ActualReplica;
import io.dormouse.language.blueprint.ReplicaSpec;
import io.dormouse.language.host.HostCommand.RunReplica;
import io.dormouse.language.resources.Credentials;
import io.dormouse.language.resources.SealedCredentials;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes orders from commands. The environment has this host's variables for all replicas, the
 * blueprint's, the instance's own credentials, and {@code DORMOUSE_INSTANCE} and {@code
 * DORMOUSE_REPLICA}; later sources win. An instance with credentials of its own gets none of the
 * host's.
 */
public final class ReplicaOrders {

  /** Variables that credentials may have; different kinds have different ones. */
  private static final Set<String> OF_CREDENTIALS =
      Set.of(
          "S3_ENDPOINT",
          "S3_BUCKET",
          "S3_PREFIX",
          "S3_PATH_STYLE",
          "AWS_REGION",
          "AWS_ACCESS_KEY_ID",
          "AWS_SECRET_ACCESS_KEY",
          "AWS_SESSION_TOKEN",
          "DATABASE_URL",
          "DATABASE_USER",
          "DATABASE_PASSWORD",
          "DATABASE_SCHEMA",
          "PGHOST",
          "PGPORT",
          "PGDATABASE",
          "PGUSER",
          "PGPASSWORD",
          "PGSSLMODE",
          "PGSSLROOTCERT");

  private final String hostTraits;
  private final Map<String, String> environment;
  private final PrivateKeyset keyset;

  /**
   * @param hostTraits other inputs of a container on this host, such as the network's name
   * @param environment variables for every replica of this host
   * @param keyset opens the credentials of instances
   */
  public ReplicaOrders(String hostTraits, Map<String, String> environment, PrivateKeyset keyset) {
    this.hostTraits = hostTraits;
    this.environment = Map.copyOf(environment);
    this.keyset = keyset;
  }

  /**
   * The order without the instance's own credentials, for a replica that has them already or needs
   * none yet.
   */
  ReplicaOrder order(RunReplica command) {
    return order(command, Map.of());
  }

  /** The whole order, with the instance's own credentials in the clear. */
  ReplicaOrder opened(RunReplica command) throws UnreadableCredentialsException {
    SealedCredentials sealed = command.credentials();
    return order(
        command, sealed == null ? Map.of() : keyset.open(command.replica(), sealed).environment());
  }

  /** Log lines of an application without the instance's own credentials, fit for a report. */
  List<String> reportable(RunReplica command, List<String> lines) {
    SealedCredentials sealed = command.credentials();
    if (sealed == null) {
      return lines;
    }
    try {
      Credentials own = keyset.open(command.replica(), sealed);
      return new Redaction(own.environment()).of(lines);
    } catch (UnreadableCredentialsException e) {
      return List.of();
    }
  }

  private ReplicaOrder order(RunReplica command, Map<String, String> own) {
    return new ReplicaOrder(
        command.replica(),
        command.generation(),
        command.spec(),
        environment(command, own),
        ActualReplica.credentialsOf(command),
        specHash(command));
  }

  /** Hash of the spec that a container must have been made from to serve the command. */
  public String specHash(RunReplica command) {
    return hash(command.spec(), environment(command, Map.of()), command.credentials());
  }

  private Map<String, String> environment(RunReplica command, Map<String, String> own) {
    Map<String, String> all = new TreeMap<>(environment);
    if (command.credentials() != null) {
      all.keySet().removeAll(OF_CREDENTIALS);
    }
    all.putAll(command.spec().environment());
    all.putAll(own);
    all.put("DORMOUSE_INSTANCE", command.replica().instance().value());
    all.put("DORMOUSE_REPLICA", command.replica().toString());
    return all;
  }

  /**
   * Hashes version and ciphertext of the credentials, since a version may come twice, but a
   * ciphertext does not.
   */
  private String hash(
      ReplicaSpec spec, Map<String, String> all, @Nullable SealedCredentials credentials) {
    StringBuilder text = new StringBuilder(hostTraits);
    text.append('\0').append(spec.image());
    text.append('\0').append(spec.memoryBytes());
    text.append('\0').append(spec.cpuMillis());
    text.append('\0').append(spec.port());
    if (credentials != null) {
      text.append('\0').append(credentials.version()).append(credentials.ciphertext());
    }
    new TreeMap<>(all)
        .forEach((name, value) -> text.append('\0').append(name).append('=').append(value));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
