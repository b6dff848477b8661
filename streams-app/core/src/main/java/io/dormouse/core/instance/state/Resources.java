package io.dormouse.core.instance.state;

import io.dormouse.language.resources.ResourceId;
import io.dormouse.language.resources.ResourceStep;
import io.dormouse.language.resources.SealedCredentials;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Resources of an instance, according to its events.
 *
 * @param request number of the newest command to the provisioner
 * @param server its database server, or null before the provisioning
 * @param access access of each replica, by its index
 * @param failure the provisioner's report if it gave up the newest request, or null
 * @param exported location of the archive of its data, or null
 */
public record Resources(
    ResourceId id,
    long request,
    @Nullable String server,
    List<Access> access,
    @Nullable ResourceFailure failure,
    @Nullable String exported) {

  /** The step at which the provisioner gave up, with the server's message. */
  public record ResourceFailure(ResourceStep step, String message) {}

  /**
   * Access of one replica.
   *
   * @param wanted number of the request for its credentials
   * @param asks number of requests since the newest credentials were issued
   * @param credentials newest credentials, or null before the first
   */
  public record Access(long wanted, int asks, @Nullable SealedCredentials credentials) {

    /** True if its newest credentials are older than the request for them. */
    public boolean pending() {
      return credentials == null || credentials.version() != wanted;
    }
  }

  public Resources {
    access = List.copyOf(access);
  }

  static Resources first(ResourceId id, int replicas) {
    return new Resources(
        id, 1, null, Collections.nCopies(replicas, new Access(1, 1, null)), null, null);
  }

  public Access of(int replica) {
    return access.get(replica);
  }

  /** True if a replica waits for credentials. */
  public boolean pending() {
    return access.stream().anyMatch(Access::pending);
  }

  /** True if credentials expire. */
  boolean canEnd() {
    return access.stream()
        .anyMatch(a -> a.credentials() != null && a.credentials().expiresAt() != null);
  }

  /** Number of the request for the newest credentials, 0 before the first. */
  public long credentialsVersion() {
    return access.stream()
        .mapToLong(a -> a.credentials() == null ? 0 : a.credentials().version())
        .max()
        .orElse(0);
  }

  /** Asks again for what was not done. */
  Resources asked() {
    return asked(replica -> of(replica).pending());
  }

  /** Asks for new credentials of a replica; for those of others that wait, again. */
  Resources askedFor(int replica) {
    return asked(other -> other == replica || of(other).pending());
  }

  /**
   * The resources of a restored instance: all replicas get new credentials, and its export ages.
   */
  Resources restored() {
    Resources asked = asked(replica -> true);
    return new Resources(id, asked.request(), server, asked.access(), null, null);
  }

  private Resources asked(IntPredicate replicas) {
    long next = request + 1;
    List<Access> changed = new ArrayList<>(access);
    for (int i = 0; i < changed.size(); i++) {
      Access before = changed.get(i);
      if (replicas.test(i)) {
        changed.set(i, new Access(next, before.asks() + 1, before.credentials()));
      }
    }
    return new Resources(id, next, server, changed, null, exported);
  }

  Resources boundTo(String newServer) {
    return new Resources(id, request, newServer, access, failure, exported);
  }

  Resources issued(int replica, SealedCredentials newest) {
    List<Access> changed = new ArrayList<>(access);
    changed.set(replica, new Access(newest.version(), 0, newest));
    return new Resources(id, request, server, changed, null, exported);
  }

  Resources failed(ResourceStep step, String message) {
    ResourceFailure newest = new ResourceFailure(step, message);
    return new Resources(id, request, server, access, newest, exported);
  }

  Resources exportedTo(String location) {
    return new Resources(id, request, server, access, failure, location);
  }
}
