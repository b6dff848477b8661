package io.dormouse.edge;

import io.dormouse.kit.settings.Settings;
import io.dormouse.kit.settings.SettingsException;
import io.dormouse.kit.topics.SchemaConflictException;
import io.dormouse.kit.topics.TopicSettingsException;
import java.util.List;
import org.apache.kafka.common.KafkaException;

/** Starts an edge; it runs until the process is asked to end. */
public final class EdgeMain {

  private static final int WRONG_SETTING = 2;
  private static final int CANNOT_START = 1;

  private EdgeMain() {}

  public static void main(String[] args) {
    Edge edge;
    try {
      edge = new Edge(Settings.load(EdgeSettings.class, List.of(args), System.getenv()));
    } catch (SettingsException e) {
      System.err.println(e.getMessage());
      System.exit(WRONG_SETTING);
      return;
    } catch (KafkaException e) {
      System.err.println("Expected brokers in kafka.bootstrap.servers, but: " + reason(e));
      System.exit(WRONG_SETTING);
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(edge::close, "shutdown"));
    try {
      edge.start();
    } catch (TopicSettingsException | SchemaConflictException | IllegalStateException e) {
      System.err.println(e.getMessage());
      System.exit(CANNOT_START);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure.getCause();
    return String.valueOf((cause == null ? failure : cause).getMessage());
  }
}
