package io.dormouse.agents.host.credentials;

import com.google.crypto.tink.HybridDecrypt;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import io.dormouse.language.instance.ReplicaId;
import io.dormouse.language.resources.Credentials;
import io.dormouse.language.resources.CredentialsContext;
import io.dormouse.language.resources.SealedCredentials;
import io.dormouse.language.wire.AnnouncedSchemas;
import io.dormouse.language.wire.Codec;
import io.dormouse.language.wire.Codecs;
import io.dormouse.language.wire.MalformedRecordException;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The agents' private keys, which open sealed credentials. Safe for any thread. */
public final class PrivateKeyset {

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final @Nullable HybridDecrypt keys;
  private final String ids;
  private final Codec<Credentials> codec;

  private PrivateKeyset(@Nullable HybridDecrypt keys, String ids, Codec<Credentials> codec) {
    this.keys = keys;
    this.ids = ids;
    this.codec = codec;
  }

  /** A keyset without keys, which opens nothing. */
  public static PrivateKeyset none() {
    return new PrivateKeyset(null, "", Codecs.CREDENTIALS);
  }

  /**
   * Takes the keys of Tink's keyset.
   *
   * @throws GeneralSecurityException if they are not private keys of hybrid encryption
   */
  public static PrivateKeyset of(KeysetHandle handle) throws GeneralSecurityException {
    HybridDecrypt keys = handle.getPrimitive(RegistryConfiguration.get(), HybridDecrypt.class);
    String ids =
        IntStream.range(0, handle.size())
            .mapToObj(i -> Integer.toUnsignedString(handle.getAt(i).getId()))
            .collect(Collectors.joining(", "));
    return new PrivateKeyset(keys, ids, Codecs.CREDENTIALS);
  }

  /** These keys, for credentials of announced schemas too. */
  public PrivateKeyset reading(AnnouncedSchemas schemas) {
    return new PrivateKeyset(keys, ids, codec.reading(schemas));
  }

  /**
   * Opens credentials that were sealed for these keys and for this very replica and version.
   *
   * @throws UnreadableCredentialsException in all other cases
   */
  public Credentials open(ReplicaId replica, SealedCredentials sealed)
      throws UnreadableCredentialsException {
    if (keys == null) {
      throw new UnreadableCredentialsException(
          "Expected to open the credentials of %s, version %d, but this host has no private keyset: name its file in credentials.private.keyset and start the host agent again."
              .formatted(replica, sealed.version()));
    }
    byte[] opened = decrypted(keys, replica, sealed);
    try {
      Credentials credentials = codec.decode(opened);
      if (isEnvironment(credentials.environment())) {
        return credentials;
      }
    } catch (MalformedRecordException e) {
      throw notUnderstood(replica, sealed);
    }
    throw notUnderstood(replica, sealed);
  }

  private byte[] decrypted(HybridDecrypt with, ReplicaId replica, SealedCredentials sealed)
      throws UnreadableCredentialsException {
    try {
      return with.decrypt(
          Base64.getDecoder().decode(sealed.ciphertext()),
          CredentialsContext.of(replica, sealed.version()));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new UnreadableCredentialsException(
          "Expected credentials of %s, version %d, that this host's private keyset (keys %s) opens, but those sealed for key %s do not open: another key, replica or version, or they were changed. Give this host the private keyset that belongs to the provisioner's public one, or ask for new credentials."
              .formatted(replica, sealed.version(), ids, sealed.key()));
    }
  }

  /**
   * True if a process can have the variables. The system's own refusal would repeat a value in its
   * message.
   */
  private static boolean isEnvironment(Map<String, String> variables) {
    return variables.entrySet().stream()
        .allMatch(variable ->
            NAME.matcher(variable.getKey()).matches() && variable.getValue().indexOf('\0') < 0);
  }

  private static UnreadableCredentialsException notUnderstood(
      ReplicaId replica, SealedCredentials sealed) {
    return new UnreadableCredentialsException(
        "Expected environment variables in the credentials of %s, version %d, but they hold something else: bring provisioner and host agent to the same version and ask for new credentials."
            .formatted(replica, sealed.version()));
  }
}
