package io.dormouse.core.instance.state;

import io.dormouse.language.resources.ResourceId;
import io.dormouse.language.resources.ResourceStep;
import io.dormouse.language.resources.SealedCredentials;
import org.jspecify.annotations.Nullable;

/**
 * What an instance owns outside its container, as far as its events tell.
 *
 * @param request number of the newest command to the provisioner
 * @param server the database server it is bound to, or null before that
 * @param credentials the newest that were issued, or null before the first
 * @param failure what the provisioner said of the newest request when it gave up, or null
 * @param exported where the archive of its data lies, or null
 */
public record Resources(
    ResourceId id,
    long request,
    @Nullable String server,
    @Nullable SealedCredentials credentials,
    @Nullable ResourceFailure failure,
    @Nullable String exported) {

  /** Where the provisioner gave up, and what the server said. */
  public record ResourceFailure(ResourceStep step, String message) {}

  static Resources first(ResourceId id) {
    return new Resources(id, 1, null, null, null, null);
  }

  /** Whether the newest credentials are not, or not yet, those that were asked for last. */
  public boolean pending() {
    return credentialsVersion() != request;
  }

  /** How often new credentials were asked for since the newest were. */
  public long asks() {
    return request - credentialsVersion();
  }

  /** Whether its credentials end by themselves. */
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
