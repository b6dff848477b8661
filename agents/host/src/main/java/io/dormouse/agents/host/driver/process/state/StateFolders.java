package io.dormouse.agents.host.driver.process.state;

import io.dormouse.agents.host.driver.DriverException;
import io.dormouse.agents.host.driver.ReplicaHandle;
import io.dormouse.language.instance.ReplicaId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** All state folders of a host, one for each replica. */
public record StateFolders(Path root) {

  private static final String ASIDE = ".gone-";

  public StateFolder of(ReplicaId replica) {
    return new StateFolder(root.resolve(replica.toString()));
  }

  /** The folder of that start; empty if the replica's folder is of another start, or gone. */
  public Optional<StateFolder> of(ReplicaHandle handle) {
    String text = handle.value();
    ReplicaId replica = ReplicaId.parse(text.substring(0, text.indexOf('@')));
    return Optional.of(of(replica))
        .filter(
            folder -> folder.start().map(IntendedStart::handle).filter(handle::equals).isPresent());
  }

  /** The folder that was set aside for that start; empty if there is none. */
  public Optional<StateFolder> aside(ReplicaHandle handle) {
    String mark = handle.value().substring(handle.value().indexOf('@') + 1);
    return Optional.of(new StateFolder(root.resolve(asideName(mark))))
        .filter(folder -> Files.exists(folder.path()));
  }

  public List<StateFolder> all() {
    return folders(name -> !name.startsWith("."));
  }

  /** Folders that an agent set aside and has not deleted. */
  public List<StateFolder> setAside() {
    return folders(name -> name.startsWith(ASIDE));
  }

  public static String asideName(String mark) {
    return ASIDE + mark;
  }

  private List<StateFolder> folders(Predicate<String> wanted) {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.list(root)) {
      return paths
          .filter(path -> wanted.test(path.getFileName().toString()))
          .map(StateFolder::new)
          .toList();
    } catch (IOException e) {
      throw new DriverException("The folder %s cannot be read: %s".formatted(root, e), e);
    }
  }
}
