package io.dormouse.language.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.Schema;

/**
 * Every schema ever released, by id. The file {@code released/ids} lists {@code id name} and only
 * grows. Each id has its schema beside it in {@code released/<id>-<name>.avsc}.
 */
final class SchemaCatalog {

  static final SchemaCatalog BUNDLED = bundled();

  private final SortedMap<Integer, Schema> byId;

  SchemaCatalog(SortedMap<Integer, Schema> byId) {
    this.byId = new TreeMap<>(byId);
  }

  Optional<Schema> find(int id) {
    return Optional.ofNullable(byId.get(id));
  }

  SortedMap<Integer, Schema> all() {
    return new TreeMap<>(byId);
  }

  /** The newest id of a contract; throws {@link IllegalStateException} if it was never released. */
  int newest(String contract) {
    return byId.entrySet().stream()
        .filter(entry -> entry.getValue().getName().equals(contract))
        .mapToInt(Map.Entry::getKey)
        .max()
        .orElseThrow(() ->
            new IllegalStateException(
                "Expected a released schema named '%s', but there are only %s."
                    .formatted(contract, names())));
  }

  private String names() {
    return String.join(", ", byId.values().stream().map(Schema::getName).distinct().toList());
  }

  private static SchemaCatalog bundled() {
    Map<Integer, Schema> schemas = new LinkedHashMap<>();
    for (String line : read("ids").lines().toList()) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] idAndName = line.split(" ", 2);
      String file = idAndName[0] + "-" + idAndName[1] + ".avsc";
      schemas.put(Integer.valueOf(idAndName[0]), new Schema.Parser().parse(read(file)));
    }
    return new SchemaCatalog(new TreeMap<>(schemas));
  }

  private static String read(String file) {
    String path = "/io/dormouse/language/released/" + file;
    try (InputStream in = SchemaCatalog.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException(
            "Expected the resource %s, but it is not there.".formatted(path));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
