package io.dormouse.agents.provisioner;

import io.dormouse.agents.provisioner.settings.ProvisionerSettings;
import io.dormouse.agents.provisioner.sweep.OrphanSweep;
import io.dormouse.kit.settings.Settings;
import io.dormouse.kit.settings.SettingsException;
import io.dormouse.kit.topics.SchemaConflictException;
import io.dormouse.kit.topics.TopicSettingsException;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Reads the settings and runs the provisioner until it is asked to end, or with {@code sweep} as
 * the first word lists orphans. The exit code is 2 for a bad setting; that of a sweep is 0 for no
 * orphans, 3 for some, and 1 if it could not look.
 */
public final class ProvisionerMain {

  private static final String SWEEP = "sweep";
  private static final String REMOVE = "--remove";

  private ProvisionerMain() {}

  public static void main(String[] args) throws InterruptedException {
    List<String> words = List.of(args);
    try {
      if (!words.isEmpty() && words.get(0).equals(SWEEP)) {
        System.exit(sweep(words.subList(1, words.size())));
      }
      run(settings(words));
    } catch (SettingsException | TopicSettingsException | SchemaConflictException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  private static ProvisionerSettings settings(List<String> flags) {
    return Settings.load(ProvisionerSettings.class, flags, System.getenv());
  }

  private static void run(ProvisionerSettings settings) throws InterruptedException {
    Provisioner provisioner = new Provisioner(settings);
    Runtime.getRuntime().addShutdownHook(new Thread(provisioner::close, "shutdown"));
    provisioner.start();
    Thread.currentThread().join();
  }

  private static int sweep(List<String> words) {
    ProvisionerSettings settings =
        settings(words.stream().filter(word -> !word.equals(REMOVE)).toList());
    try (Connections connections = Connections.open(settings)) {
      int found =
          new OrphanSweep(settings, connections.servers(), connections.s3())
              .run(words.contains(REMOVE), System.out::println);
      return found == 0 ? 0 : 3;
    } catch (SettingsException e) {
      throw e;
    } catch (Exception e) {
      LoggerFactory.getLogger(ProvisionerMain.class).debug("sweep failed", e);
      System.err.println(e.getMessage());
      return 1;
    }
  }
}
