package io.dormouse.core.instance.state;

import io.dormouse.language.resources.ResourceId;
import io.dormouse.language.resources.ResourceStep;
import io.dormouse.language.resources.SealedCredentials;
import org.jspecify.annotations.Nullable;

/**
 * Resources of an instance, according to its events.
 *
 * @param request number of the newest command to the provisioner
 * @param server its database server, or null before the provisioning
 * @param credentials newest credentials, or null before the first
 * @param failure the provisioner's report if it gave up the newest request, or null
 * @param exported location of the archive of its data, or null
 */
public record Resources(
    ResourceId id,
    long request,
    @Nullable String server,
    @Nullable SealedCredentials credentials,
    @Nullable ResourceFailure failure,
    @Nullable String exported) {

  /** The step at which the provisioner gave up, with the server's message. */
  public record ResourceFailure(ResourceStep step, String message) {}

  static Resources first(ResourceId id) {
    return new Resources(id, 1, null, null, null, null);
  }

  /** True if the newest credentials are older than the newest request. */
  public boolean pending() {
    return credentialsVersion() != request;
  }

  /** Number of requests for credentials since the newest were issued. */
  public long asks() {
    return request - credentialsVersion();
  }

  /** True if its credentials expire. */
  boolean canEnd() {
    return credentials != null && credentials.expiresAt() != null;
  }

  public long credentialsVersion() {
    return credentials == null ? 0 : credentials.version();
  }

  Resources asked() {
    return new Resources(id, request + 1, server, credentials, null, exported);
  }

  Resources boundTo(String newServer) {
    return new Resources(id, request, newServer, credentials, failure, exported);
  }

  Resources issued(SealedCredentials newest) {
    return new Resources(id, request, server, newest, null, exported);
  }

  Resources failed(ResourceStep step, String message) {
    ResourceFailure newest = new ResourceFailure(step, message);
    return new Resources(id, request, server, credentials, newest, exported);
  }

  Resources exportedTo(String location) {
    return new Resources(id, request, server, credentials, failure, location);
  }
}
