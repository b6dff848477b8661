package io.dormouse.agents.provisioner.export;

import java.util.List;
import java.util.stream.Stream;

/**
 * Something that a tenant's login allows, and that could be in the way of its end or of a
 * neighbour.
 *
 * @param asOwner statements of the owner role
 * @param asLogin statements of the login itself
 * @param elsewhere statements in the database {@code postgres}
 */
record Trick(String name, List<String> asOwner, List<String> asLogin, List<String> elsewhere) {

  /** The name of the tenant's schema in statements, which is also that of its owner role. */
  static final String SCHEMA = "dm_a000000000000000";

  /** The name of the neighbour's schema in statements, which is also that of its owner role. */
  static final String NEIGHBOUR = "dm_b000000000000000";

  @Override
  public String toString() {
    return name;
  }

  static Trick owner(String name, String... statements) {
    return new Trick(name, List.of(statements), List.of(), List.of());
  }

  static Trick login(String name, String... statements) {
    return new Trick(name, List.of(), List.of(statements), List.of());
  }

  static Trick elsewhere(String name, String... statements) {
    return new Trick(name, List.of(), List.of(), List.of(statements));
  }

  static List<Trick> all() {
    return Stream.of(
            TricksWithManyObjects.all(),
            TricksWithOddObjects.all(),
            TricksWithRights.all(),
            TricksWithRoles.all())
        .flatMap(List::stream)
        .toList();
  }
}
