package io.dormouse.local.iam;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * One user of the S3 server.
 *
 * @param policies by name
 * @param keys by id
 */
record User(
    String name,
    String path,
    String id,
    Instant created,
    NavigableMap<String, Policy> policies,
    NavigableMap<String, AccessKey> keys) {

  /** A key of a user; its secret is never printed. */
  record AccessKey(String id, String secret, Instant created) {

    @Override
    public String toString() {
      return "AccessKey[id=" + id + "]";
    }
  }

  User {
    policies = Collections.unmodifiableNavigableMap(new TreeMap<>(policies));
    keys = Collections.unmodifiableNavigableMap(new TreeMap<>(keys));
  }

  String arn() {
    return "arn:aws:iam::000000000000:user" + path + name;
  }

  /** The secret of one of the user's keys. */
  String secret(String keyId) {
    AccessKey key = keys.get(keyId);
    if (key == null) {
      throw IamException.noSuchEntity("access key", keyId);
    }
    return key.secret();
  }

  boolean may(Access access) {
    return Policy.allow(policies.values(), access);
  }

  User with(NavigableMap<String, Policy> otherPolicies, NavigableMap<String, AccessKey> otherKeys) {
    return new User(name, path, id, created, otherPolicies, otherKeys);
  }

  User withPolicy(String policyName, Policy policy) {
    NavigableMap<String, Policy> more = new TreeMap<>(policies);
    more.put(policyName, policy);
    return with(more, keys);
  }

  User withKey(AccessKey key) {
    NavigableMap<String, AccessKey> more = new TreeMap<>(keys);
    more.put(key.id(), key);
    return with(policies, more);
  }

  User withoutPolicy(String policyName) {
    return with(without(policies, policyName, "policy"), keys);
  }

  User withoutKey(String keyId) {
    return with(policies, without(keys, keyId, "access key"));
  }

  private static <V> NavigableMap<String, V> without(Map<String, V> all, String key, String what) {
    NavigableMap<String, V> fewer = new TreeMap<>(all);
    if (fewer.remove(key) == null) {
      throw IamException.noSuchEntity(what, key);
    }
    return fewer;
  }
}
