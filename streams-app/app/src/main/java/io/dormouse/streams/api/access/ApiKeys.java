package io.dormouse.streams.api.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dormouse.kit.settings.SettingsException;
import io.dormouse.language.access.AccessRole;
import io.dormouse.language.access.ApiKey;
import io.dormouse.language.access.ApiKeyId;
import io.dormouse.language.command.Actor;
import io.dormouse.streams.api.view.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All keys: those of the topic, and the one of {@code api.admin.key.file}. */
final class ApiKeys {

  /** Compared with keys whose id nobody has, so that they take as long as wrong ones. */
  private static final String NO_HASH = "0".repeat(64);

  private final Table<ApiKeyId, ApiKey> table;
  private final @Nullable ApiKey first;

  /** Throws {@link SettingsException} if the file cannot be read, or has no key. */
  ApiKeys(Table<ApiKeyId, ApiKey> table, Path adminKey) {
    this.table = table;
    this.first = adminKey.toString().isEmpty() ? null : read(adminKey);
  }

  /** The key in the file; throws {@link SettingsException} if there is none. */
  static ApiKey read(Path file) {
    try {
      KeyText key =
          KeyText.parse(Files.readString(file, UTF_8).strip())
              .orElseThrow(() ->
                  new SettingsException(
                      "The setting api.admin.key.file names %s. Expected a key dm_<id>_<secret> in it, whose secret is 32 random bytes in base64url."
                          .formatted(file)));
      return new ApiKey(
          key.id(),
          key.hash(),
          AccessRole.ADMIN,
          null,
          "api.admin.key.file",
          Instant.EPOCH,
          Actor.system("settings"),
          null,
          null,
          null);
    } catch (IOException e) {
      throw new SettingsException(
          "The setting api.admin.key.file names %s. Expected a readable file, but: %s."
              .formatted(file, e),
          e);
    }
  }

  /** The key with that id, good or not; the one of the settings wins. */
  Optional<ApiKey> find(ApiKeyId id) {
    return first != null && first.id().equals(id) ? Optional.of(first) : table.find(id);
  }

  /** The key, if it is good at that time. */
  Optional<ApiKey> verify(KeyText text, Instant now) {
    Optional<ApiKey> known = find(text.id());
    boolean same = text.has(known.map(ApiKey::hash).orElse(NO_HASH));
    return known.filter(key -> same && key.isGood(now));
  }

  boolean isEmpty() {
    return first == null && table.all().findAny().isEmpty();
  }
}
