package io.dormouse.agents.provisioner.sweep;

import io.dormouse.language.resources.ResourceCommand;
import io.dormouse.language.resources.ResourceId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decides what should not exist, as a pure function. */
final class OrphanRule {

  private OrphanRule() {}

  /**
   * @param newest the newest command of every instance that has one; resources that a command
   *     removes are no orphans, since the provisioner still removes them
   */
  static List<Orphan> orphans(Collection<ResourceCommand> newest, List<Existing> existing) {
    Map<ResourceId, ResourceCommand> known =
        newest.stream()
            .collect(
                Collectors.toMap(
                    ResourceCommand::resource, Function.identity(), (one, other) -> one));
    return existing.stream().flatMap(one -> orphan(known.get(one.resource()), one)).toList();
  }

  private static Stream<Orphan> orphan(@Nullable ResourceCommand command, Existing one) {
    if (command == null) {
      return Stream.of(new Orphan(one, "no instance's newest command names its resources"));
    }
    String bound = command.server();
    String server = one.server();
    if (bound != null && server != null && !bound.equals(server)) {
      return Stream.of(
          new Orphan(one, "instance %s is bound to %s".formatted(command.instance(), bound)));
    }
    return Stream.empty();
  }
}
