package io.dormouse.kit.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

class EmbeddedBrokerTest {

  @Test
  void shouldKeepPortAndDataOverAStop() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      try (Admin admin = admin(broker)) {
        admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1))).all().get();
      }
      broker.stop();
      assertThatThrownBy(() -> connect(broker)).isInstanceOf(ConnectException.class);
      broker.startAgain();
      try (Admin admin = admin(broker)) {
        assertThat(admin.listTopics().names().get()).containsExactly("kept");
      }
    }
  }

  @Test
  void shouldStartSoonAndLeaveNothingBehind() {
    long start = System.nanoTime();
    EmbeddedBroker broker = EmbeddedBroker.start();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    broker.close();
    assertThat(Files.exists(broker.directory())).isFalse();
  }

  private static void connect(EmbeddedBroker broker) throws Exception {
    new Socket(InetAddress.getLoopbackAddress(), broker.port()).close();
  }

  private static Admin admin(EmbeddedBroker broker) {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }
}
