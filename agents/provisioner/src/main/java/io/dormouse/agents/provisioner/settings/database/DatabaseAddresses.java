package io.dormouse.agents.provisioner.settings.database;

import java.util.List;
import java.util.stream.Stream;

/**
 * Database servers, separated by commas.
 *
 * <p>The constructors throw {@link IllegalArgumentException} if there is none, one is of the wrong
 * form, or two have one name.
 */
public record DatabaseAddresses(List<DatabaseAddress> all) {

  public DatabaseAddresses {
    all = List.copyOf(all);
    long names = all.stream().map(DatabaseAddress::name).distinct().count();
    if (all.isEmpty() || names < all.size()) {
      throw new IllegalArgumentException(
          "Expected one or more 'name=jdbc:postgresql://host:port/database' with different names.");
    }
  }

  public DatabaseAddresses(String text) {
    this(
        Stream.of(text.split(","))
            .map(String::trim)
            .filter(one -> !one.isEmpty())
            .map(DatabaseAddress::parse)
            .toList());
  }
}
