package io.dormouse.agents.host;

import io.dormouse.agents.host.driver.DriverException;
import io.dormouse.kit.settings.Settings;
import io.dormouse.kit.settings.SettingsException;
import io.dormouse.kit.topics.SchemaConflictException;
import io.dormouse.kit.topics.TopicSettingsException;
import java.util.List;

/**
 * Reads the settings and runs the agent until it is asked to end, or with {@code remove-replicas}
 * as the first word removes every replica of the host. A bad setting ends it with exit code 2, a
 * removal that did not succeed with 1.
 */
public final class HostAgentMain {

  private static final String REMOVE_REPLICAS = "remove-replicas";

  private HostAgentMain() {}

  public static void main(String[] args) throws InterruptedException {
    List<String> words = List.of(args);
    try {
      if (!words.isEmpty() && words.get(0).equals(REMOVE_REPLICAS)) {
        new RemoveReplicas(settings(words.subList(1, words.size()))).run();
      } else {
        runAgent(settings(words));
      }
    } catch (SettingsException | TopicSettingsException | SchemaConflictException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    } catch (DriverException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  private static HostAgentSettings settings(List<String> flags) {
    return Settings.load(HostAgentSettings.class, flags, System.getenv());
  }

  private static void runAgent(HostAgentSettings settings) throws InterruptedException {
    HostAgent agent = new HostAgent(settings);
    Runtime.getRuntime().addShutdownHook(new Thread(agent::close, "shutdown"));
    agent.start();
    Thread.currentThread().join();
  }
}
