package io.dormouse.local.iam;

import org.gaul.s3proxy.AccessGrant;
import org.gaul.s3proxy.BlobStoreLocator;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.jspecify.annotations.Nullable;

/**
 * Finds the secret that must have signed a request to the S3 server, and the sender's view of the
 * store: everything for the root key, and for a user's key whatever the user's policies allow at
 * that moment.
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

  /** The view of unsigned requests, which is empty whatever the access list of a bucket says. */
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
