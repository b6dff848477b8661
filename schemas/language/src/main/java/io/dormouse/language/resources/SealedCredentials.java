package io.dormouse.language.resources;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * {@link Credentials} that only a host agent can read: encrypted with its public key (Tink hybrid
 * encryption) and bound to the replica and version by {@link CredentialsContext}.
 *
 * @param version number of the request that they were issued for; newer ones revoke older ones
 * @param key name of the public key
 * @param ciphertext base64
 * @param expiresAt time when the servers stop accepting them, or null for never
 */
public record SealedCredentials(
    long version, String key, String ciphertext, @Nullable Instant expiresAt) {}
