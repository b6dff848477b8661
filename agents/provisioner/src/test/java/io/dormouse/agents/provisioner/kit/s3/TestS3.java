package io.dormouse.agents.provisioner.kit.s3;

import com.robothy.s3.rest.LocalS3;
import com.robothy.s3.rest.bootstrap.LocalS3Mode;
import io.dormouse.kit.topics.EmbeddedBroker;

/** An S3 server in memory that knows versions, tags, encryption and blocks of public access. */
public final class TestS3 implements AutoCloseable {

  private final int port = EmbeddedBroker.freePort();
  private final LocalS3 server = LocalS3.builder().port(port).mode(LocalS3Mode.IN_MEMORY).build();

  public TestS3() {
    server.start();
  }

  public String endpoint() {
    return "http://127.0.0.1:" + port;
  }

  @Override
  public void close() {
    server.shutdown();
  }
}
