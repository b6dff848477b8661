package io.dormouse.local.service;

import io.dormouse.local.data.Secrets;
import io.dormouse.local.iam.Grants;
import io.dormouse.local.iam.IamServer;
import io.dormouse.local.iam.Identities;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/**
 * An S3 server over a directory, and beside it, on the loopback address, the part of the AWS IAM
 * API that manages its users. Requests must be signed (AWS signature version 4) with the generated
 * root key, which may do everything, or with a user's key, which may do whatever the user's
 * policies allow.
 *
 * <p>Flags: {@code --data.dir}, {@code --host}, {@code --port}, {@code --iam.port}, {@code
 * --iam.file} (the file of the users), {@code --secrets.file}, {@code --ready.file}.
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
    Identities identities = Identities.in(flags.path("iam.file"));
    IamServer.start(secrets.rootS3(), identities, flags.port("iam.port"));
    S3Proxy server =
        S3Proxy.builder()
            .blobStore(Grants.forStrangers(store))
            .endpoint(URI.create("http://" + flags.text("host") + ":" + flags.port("port")))
            .awsAuthentication(
                AuthenticationType.AWS_V4, secrets.rootS3().id(), secrets.rootS3().secret())
            .ignoreUnknownHeaders(true)
            .build();
    server.setBlobStoreLocator(new Grants(store, secrets.rootS3(), identities));
    server.start();
    ready.announce();
  }
}
