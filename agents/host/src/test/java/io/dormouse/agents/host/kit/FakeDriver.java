package io.dormouse.agents.host.kit;

import io.dormouse.agents.host.driver.CreatedReplica;
import io.dormouse.agents.host.driver.DriverException;
import io.dormouse.agents.host.driver.Exit;
import io.dormouse.agents.host.driver.FoundReplica;
import io.dormouse.agents.host.driver.FoundState;
import io.dormouse.agents.host.driver.LiveReplica;
import io.dormouse.agents.host.driver.ReplicaDriver;
import io.dormouse.agents.host.driver.ReplicaHandle;
import io.dormouse.agents.host.driver.ReplicaOrder;
import io.dormouse.language.instance.ChangedFiles;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A driver whose replicas all serve at one port and which can be told to refuse. */
public final class FakeDriver implements ReplicaDriver {

  private record Fake(ReplicaOrder order, FoundState state, CompletableFuture<Exit> end) {}

  private final int port;
  private final Map<ReplicaHandle, Fake> fakes = new ConcurrentHashMap<>();
  private final Set<String> refusals = ConcurrentHashMap.newKeySet();
  private final List<String> calls = new CopyOnWriteArrayList<>();

  public FakeDriver(int port) {
    this.port = port;
  }

  /** Makes the driver refuse a verb from now on, or no more. */
  public void refuse(String verb, boolean refused) {
    if (refused) {
      refusals.add(verb);
    } else {
      refusals.remove(verb);
    }
  }

  /** All calls so far, including the refused ones. */
  public List<String> calls() {
    return calls;
  }

  public List<FoundState> states() {
    return fakes.values().stream().map(Fake::state).toList();
  }

  private void called(String verb) {
    calls.add(verb);
    if (refusals.contains(verb)) {
      throw new DriverException("the fake refuses to " + verb, null);
    }
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public boolean keepsEnded() {
    return true;
  }

  @Override
  public List<FoundReplica> list() {
    called("list");
    return fakes.entrySet().stream().map(entry -> found(entry.getKey(), entry.getValue())).toList();
  }

  private static FoundReplica found(ReplicaHandle handle, Fake fake) {
    ReplicaOrder order = fake.order();
    return new FoundReplica(
        handle,
        order.replica(),
        order.generation(),
        fake.state(),
        order.specHash(),
        order.credentials(),
        false,
        order.spec().memoryBytes(),
        fake.end().getNow(null));
  }

  @Override
  public CreatedReplica create(ReplicaOrder order) {
    called("create");
    ReplicaHandle handle = new ReplicaHandle(order.replica() + "-" + order.generation());
    fakes.put(handle, new Fake(order, FoundState.CREATED, new CompletableFuture<>()));
    return new CreatedReplica(handle, Instant.now());
  }

  @Override
  public LiveReplica start(ReplicaHandle handle, ReplicaOrder order) {
    called(order.generation() == generation(handle) ? "start" : "start kept");
    Fake fake = new Fake(order, FoundState.RUNNING, new CompletableFuture<>());
    fakes.put(handle, fake);
    return new LiveReplica("127.0.0.1", port, fake.end());
  }

  private long generation(ReplicaHandle handle) {
    Fake fake = fakes.get(handle);
    return fake == null ? -1 : fake.order().generation();
  }

  @Override
  public LiveReplica adopt(ReplicaHandle handle, ReplicaOrder order) {
    called("adopt");
    Fake fake = fakes.get(handle);
    if (fake == null) {
      throw new DriverException("gone", null);
    }
    return new LiveReplica("127.0.0.1", port, fake.end());
  }

  @Override
  public void rename(ReplicaHandle handle, ReplicaOrder order) {
    called("rename");
  }

  @Override
  public Exit stop(ReplicaHandle handle, Duration grace) {
    called("stop");
    Exit exit = new Exit(0, false, Instant.now());
    fakes.computeIfPresent(
        handle,
        (key, fake) -> {
          fake.end().complete(exit);
          return new Fake(fake.order(), FoundState.ENDED, fake.end());
        });
    return exit;
  }

  @Override
  public Optional<ChangedFiles> changedFiles(ReplicaHandle handle) {
    return Optional.empty();
  }

  @Override
  public List<String> logs(ReplicaHandle handle, int lines) {
    called("logs");
    return List.of();
  }

  @Override
  public void remove(ReplicaHandle handle) {
    called("remove");
    fakes.remove(handle);
  }

  @Override
  public void watch(Runnable missed) {}

  @Override
  public void close() {}
}
