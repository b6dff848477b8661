package io.dormouse.local.service;

import io.dormouse.local.Secrets;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/**
 * An S3 server over a directory. It answers requests signed (AWS signature version 4) with the
 * generated key only, and has one bucket that all instances share.
 *
 * <p>Flags: {@code --data.dir}, {@code --host}, {@code --port}, {@code --bucket}, {@code
 * --secrets.file}, {@code --ready.file}.
 */
public final class S3Main {

  private S3Main() {}

  /** Runs until the process is asked to end. */
  public static void main(String[] args) throws Exception {
    Flags flags = Flags.parse(args);
    Path data = Files.createDirectories(flags.path("data.dir"));
    ReadyFile ready = new ReadyFile(flags.path("ready.file"));
    Secrets secrets = Secrets.read(flags.path("secrets.file"));
    FilesystemNio2BlobStore store = new FilesystemNio2BlobStore(data.toString());
    String bucket = flags.text("bucket");
    if (!store.containerExists(bucket)) {
      store.createContainer(bucket);
    }
    S3Proxy server =
        S3Proxy.builder()
            .blobStore(store)
            .endpoint(URI.create("http://" + flags.text("host") + ":" + flags.port("port")))
            .awsAuthentication(
                AuthenticationType.AWS_V4, secrets.s3AccessKey(), secrets.s3SecretKey())
            .ignoreUnknownHeaders(true)
            .build();
    server.start();
    ready.announce();
  }
}
