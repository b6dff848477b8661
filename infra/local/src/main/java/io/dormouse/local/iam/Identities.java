package io.dormouse.local.iam;

import io.dormouse.local.iam.User.AccessKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * All users. A change is in the file before it is answered, and takes effect at once: a deleted key
 * opens nothing any more. Safe for use by many threads.
 *
 * <p>Limits and refusals are those of AWS: a user has at most two keys, and one that still has a
 * key or a policy cannot be deleted.
 */
public final class Identities {

  private static final int KEYS = 2;
  private static final int SECRET_LENGTH = 40;
  private static final int ID_LENGTH = 16;
  private static final Pattern NAME = Pattern.compile("[\\w+=,.@-]{1,64}");
  private static final Pattern PATH = Pattern.compile("/([!-~]{1,510}/)?");
  private static final String CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private final SecureRandom random = new SecureRandom();
  private final IdentityFile file;
  private final Clock clock;
  private NavigableMap<String, User> users;
  private final Map<String, String> owners = new HashMap<>();

  private Identities(IdentityFile file, Clock clock) {
    this.file = file;
    this.clock = clock;
    this.users = file.read();
    users.values().forEach(user -> user.keys().keySet().forEach(id -> owners.put(id, user.name())));
  }

  /** Reads the users of a file; none if there is no file. */
  public static Identities in(Path file) {
    return new Identities(new IdentityFile(file), Clock.systemUTC());
  }

  synchronized User create(String name, String path) {
    check(NAME, name, "a UserName of 1 to 64 letters, digits and +=,.@-_");
    check(PATH, path, "a Path that begins and ends with a slash");
    if (users.containsKey(name)) {
      throw new IamException(
          409, "EntityAlreadyExists", "User with name %s already exists.".formatted(name));
    }
    User user = new User(name, path, "AIDA" + id(), now(), new TreeMap<>(), new TreeMap<>());
    keep(name, user);
    return user;
  }

  synchronized User get(String name) {
    return Optional.ofNullable(users.get(name))
        .orElseThrow(() -> IamException.noSuchEntity("user", name));
  }

  /** The users below a path, by name. */
  synchronized List<User> list(String pathPrefix) {
    return users.values().stream().filter(user -> user.path().startsWith(pathPrefix)).toList();
  }

  synchronized void delete(String name) {
    User user = get(name);
    if (!user.keys().isEmpty() || !user.policies().isEmpty()) {
      throw new IamException(
          409,
          "DeleteConflict",
          "Cannot delete entity, must delete %s first."
              .formatted(user.keys().isEmpty() ? "policies" : "access keys"));
    }
    NavigableMap<String, User> fewer = new TreeMap<>(users);
    fewer.remove(name);
    file.write(fewer.values());
    users = fewer;
  }

  synchronized void putPolicy(String name, String policyName, String document) {
    check(NAME, policyName, "a PolicyName of 1 to 64 letters, digits and +=,.@-_");
    Policy policy = Policy.parse(document);
    change(name, user -> user.withPolicy(policyName, policy));
  }

  synchronized void deletePolicy(String name, String policyName) {
    change(name, user -> user.withoutPolicy(policyName));
  }

  synchronized AccessKey createKey(String name) {
    if (get(name).keys().size() >= KEYS) {
      throw new IamException(
          409, "LimitExceeded", "Cannot exceed quota for AccessKeysPerUser: " + KEYS);
    }
    AccessKey key = new AccessKey("AKIA" + id(), letters(LETTERS, SECRET_LENGTH), now());
    change(name, user -> user.withKey(key));
    return key;
  }

  synchronized void deleteKey(String name, String keyId) {
    change(name, user -> user.withoutKey(keyId));
  }

  /** The user to whom a key belongs. */
  synchronized Optional<User> owner(String keyId) {
    return Optional.ofNullable(owners.get(keyId)).map(users::get);
  }

  private void change(String name, UnaryOperator<User> change) {
    User before = get(name);
    User after = change.apply(before);
    keep(name, after);
    owners.keySet().removeAll(before.keys().keySet());
    after.keys().keySet().forEach(id -> owners.put(id, name));
  }

  private void keep(String name, User user) {
    NavigableMap<String, User> more = new TreeMap<>(users);
    more.put(name, user);
    file.write(more.values());
    users = more;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  private String id() {
    return letters(CAPITALS, ID_LENGTH);
  }

  private String letters(String alphabet, int length) {
    StringBuilder letters = new StringBuilder(length);
    random
        .ints(length, 0, alphabet.length())
        .forEach(index -> letters.append(alphabet.charAt(index)));
    return letters.toString();
  }

  private static void check(Pattern expected, String value, String words) {
    if (!expected.matcher(value).matches()) {
      throw IamException.invalid("Expected %s, got \"%s\".".formatted(words, value));
    }
  }
}
