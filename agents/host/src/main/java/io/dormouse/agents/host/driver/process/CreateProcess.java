package io.dormouse.agents.host.driver.process;

import io.dormouse.agents.host.driver.CreatedReplica;
import io.dormouse.agents.host.driver.ReplicaOrder;
import io.dormouse.agents.host.driver.process.os.Ports;
import io.dormouse.agents.host.driver.process.state.IntendedStart;
import io.dormouse.agents.host.driver.process.state.StateFolder;
import io.dormouse.agents.host.driver.process.state.StateFolders;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Writes an intended start to disk, so that its processes are found again. */
final class CreateProcess {

  private final StateFolders folders;
  private final ProcessImages images;
  private final RemoveProcess remove;
  private final String address;

  CreateProcess(StateFolders folders, ProcessImages images, RemoveProcess remove, String address) {
    this.folders = folders;
    this.images = images;
    this.remove = remove;
    this.address = address;
  }

  /** Creates one replica at a time, since two could otherwise be given the same port. */
  synchronized CreatedReplica create(ReplicaOrder order) {
    images.require(order.spec().image());
    Instant imagePresent = Instant.now();
    remove.remove(folders.of(order.replica()));
    Set<Integer> taken =
        folders.all().stream()
            .flatMap(folder -> folder.start().stream())
            .map(IntendedStart::port)
            .collect(Collectors.toSet());
    IntendedStart start =
        new IntendedStart(
            UUID.randomUUID().toString(),
            order.replica(),
            order.generation(),
            order.specHash(),
            order.credentials(),
            order.spec().memoryBytes(),
            Ports.free(address, taken),
            imagePresent);
    StateFolder.create(folders.of(order.replica()).path(), start);
    return new CreatedReplica(start.handle(), imagePresent);
  }
}
