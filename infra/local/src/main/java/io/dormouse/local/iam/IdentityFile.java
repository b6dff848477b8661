package io.dormouse.local.iam;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.local.data.PrivateFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** All users in a file that only its owner can read. It is replaced as a whole, or not at all. */
record IdentityFile(Path path) {

  private static final ObjectMapper JSON = new ObjectMapper();

  NavigableMap<String, User> read() {
    NavigableMap<String, User> users = new TreeMap<>();
    try {
      if (Files.exists(path)) {
        for (JsonNode user : JSON.readTree(Files.readString(path)).path("users")) {
          users.put(user.path("name").asText(), user(user));
        }
      }
      return users;
    } catch (IOException e) {
      throw new UncheckedIOException("expected users in " + path, e);
    }
  }

  void write(Collection<User> users) {
    ObjectNode root = JSON.createObjectNode();
    var list = root.putArray("users");
    users.forEach(user -> describe(user, list.addObject()));
    try {
      PrivateFile.write(path, root.toPrettyString());
    } catch (IOException e) {
      throw new UncheckedIOException("expected to write users to " + path, e);
    }
  }

  private static void describe(User user, ObjectNode node) {
    node.put("name", user.name())
        .put("path", user.path())
        .put("id", user.id())
        .put("created", user.created().toString());
    ObjectNode policies = node.putObject("policies");
    user.policies().forEach((name, policy) -> policies.put(name, policy.document()));
    ObjectNode keys = node.putObject("keys");
    user.keys()
        .forEach((id, key) ->
            keys.putObject(id)
                .put("secret", key.secret())
                .put("created", key.created().toString()));
  }

  private static User user(JsonNode node) {
    NavigableMap<String, Policy> policies = new TreeMap<>();
    for (Map.Entry<String, JsonNode> policy : node.path("policies").properties()) {
      policies.put(policy.getKey(), Policy.parse(policy.getValue().asText()));
    }
    NavigableMap<String, User.AccessKey> keys = new TreeMap<>();
    for (Map.Entry<String, JsonNode> key : node.path("keys").properties()) {
      keys.put(
          key.getKey(),
          new User.AccessKey(
              key.getKey(),
              key.getValue().path("secret").asText(),
              Instant.parse(key.getValue().path("created").asText())));
    }
    return new User(
        node.path("name").asText(),
        node.path("path").asText(),
        node.path("id").asText(),
        Instant.parse(node.path("created").asText()),
        policies,
        keys);
  }
}
