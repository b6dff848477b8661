package io.dormouse.agents.host;

import io.dormouse.agents.host.driver.FoundState;
import io.dormouse.agents.host.driver.process.ProcessDriver;

class HostAgentOnProcessesIT extends HostAgentContract {

  @Override
  protected String driver() {
    return "process";
  }

  @Override
  protected int running() {
    try (ProcessDriver driver = opened()) {
      return (int)
          driver.list().stream().filter(found -> found.state() == FoundState.RUNNING).count();
    }
  }

  @Override
  protected int left() {
    String[] names = folder.resolve("data/replicas").toFile().list();
    return names == null ? 0 : names.length;
  }

  @Override
  protected void removeAll() {
    try (ProcessDriver driver = opened()) {
      driver.list().forEach(found -> driver.remove(found.handle()));
    }
  }

  private ProcessDriver opened() {
    return new ProcessDriver(folder.resolve("data"), folder.resolve("images"), "127.0.0.1");
  }
}
