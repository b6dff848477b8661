package io.dormouse.local.iam;

import org.gaul.s3proxy.AccessGrant;
import org.gaul.s3proxy.BlobStoreLocator;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.jspecify.annotations.Nullable;

/**
 * The secret that must have signed a request to the S3 server, and its sender's view: with the root
 * key everything, with a user's key what the user's policies allow at that moment.
 */
public final class Grants implements BlobStoreLocator {

  private final BlobStore store;
  private final S3Key root;
  private final Identities identities;

  public Grants(BlobStore store, S3Key root, Identities identities) {
    this.store = store;
    this.root = root;
    this.identities = identities;
  }

  /** The view of unsigned requests: nothing, whatever the access list of a bucket says. */
  public static BlobStore forStrangers(BlobStore store) {
    return new GuardedBlobStore(store, access -> false);
  }

  @Override
  public @Nullable AccessGrant locateBlobStore(
      @Nullable String identity, @Nullable String container, @Nullable String blob) {
    if (identity == null) {
      return null;
    }
    if (identity.equals(root.id())) {
      return new AccessGrant(root.secret(), store);
    }
    return identities
        .owner(identity)
        .map(user -> new AccessGrant(user.secret(identity), new GuardedBlobStore(store, user::may)))
        .orElse(null);
  }
}
